"""Pages of reports and statistics."""
