"""The verbs of the online form: attempts, saving by form, closing, changes with a reason."""
