"""Reads of the online form: the entrant's own desk, a sitting, what may be shown after it."""
