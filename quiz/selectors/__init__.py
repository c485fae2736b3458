"""Reads of banks, questions, reviews and the bookcase; what belongs to somebody is scoped."""
