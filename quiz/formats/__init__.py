"""One module per file format: read(file) -> drafts and problems, write(questions) -> file."""
