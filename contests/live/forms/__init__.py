"""Forms of the pages on which a session is prepared."""
