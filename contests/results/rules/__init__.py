"""Pure ranking: lines in, order out. Knows no names, no database, no clock."""
