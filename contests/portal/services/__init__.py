"""Verbs of the portal: the demo."""
