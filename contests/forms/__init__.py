"""What organizers type into the pages of a contest, made clean. Decisions are the services'."""
