"""Reads of the contest core. `papers` never joins a key table; `keys` is the only one that does."""
