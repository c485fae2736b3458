"""The verbs of results: mark, line up, freeze, award. The only writers of this app's tables."""
