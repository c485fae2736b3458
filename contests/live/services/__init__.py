"""The writers of the live form: keyword-only verbs, one short transaction each, audited."""
