"""The only writers of reports."""
