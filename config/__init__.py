"""Wiring of the whole platform: settings, server, gate, commands, checks."""
