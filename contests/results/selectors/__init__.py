"""Reads of results: boards, one's own place, denominators."""
