"""Vietnamese words of accounts: `sentences` for its codes, `trail` for the audit trail."""

from accounts.wording.sentences import CONSENT_TEXTS, SENTENCES, say, say_refused, wait_words

__all__ = ["CONSENT_TEXTS", "SENTENCES", "say", "say_refused", "wait_words"]
