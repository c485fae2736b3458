"""Pages of live rounds: the stage, the players' door and phone, the host's console, preparing."""
