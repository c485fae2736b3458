"""Pure rules of a contest: no Django, no clock, no unseeded chance, codes instead of sentences."""
