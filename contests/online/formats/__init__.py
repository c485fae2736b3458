"""Files the online form hands out."""
