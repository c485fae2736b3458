"""Builders of hostile files; the numbers are those of the project's list of hostile inputs."""
