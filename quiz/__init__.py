"""Bookcase, question banks, drawing and marking; knows no contest."""
