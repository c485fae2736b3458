"""File formats of accounts: what comes out of a file is rows or coded problems."""
