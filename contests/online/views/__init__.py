"""Pages of the entrant, and of the officials who help them."""
