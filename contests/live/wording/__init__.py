"""Vietnamese sentences of live rounds."""
