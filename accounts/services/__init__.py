"""The writers of accounts: keyword-only verbs, one short transaction each, audited."""
