"""Pure rules of questions: no Django, no clock, no unseeded chance, codes instead of sentences."""
