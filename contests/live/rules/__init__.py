"""Rules of live rounds, pure: no Django, no clock, no chance that was not handed in."""
