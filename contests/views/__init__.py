"""Pages of a contest: the organizer's, and what everybody may read."""
