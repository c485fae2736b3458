"""Contests: their rules, their people and papers, and the apps of each form of contest."""
