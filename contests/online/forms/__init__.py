"""What entrants and focal points type, made clean. Decisions are the services'."""
