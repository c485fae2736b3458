"""The verbs of the contest core: one short transaction each."""
