"""Sentences of the online form."""
