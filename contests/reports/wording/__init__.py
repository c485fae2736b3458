"""Figures and the clerk's words as official Vietnamese (pure)."""
