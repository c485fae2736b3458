"""Pure writers of files: official documents, spreadsheets and pictures. No Django."""
