"""Pages of accounts: who is signed in, organisations, members, rosters, the audit trail."""
