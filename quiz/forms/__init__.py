"""What people type into the pages of quiz, made clean. Decisions are the services'."""
