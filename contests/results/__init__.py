"""Results, standings and prizes of a contest; knows its forms, is known by reports and portal."""
