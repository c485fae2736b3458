"""What all forms of quiz share: limited text fields, and refusals in words."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.rules.refusal import Refused
from accounts.wording import SENTENCES as ACCOUNTS_SENTENCES
from accounts.wording import say_refused as say_accounts
from quiz.wording.refusals import say_refused


def limited(most: int, **more: Any) -> dict[str, Any]:
    """Arguments of a text field of at most `most` characters."""
    return {
        "max_length": most,
        "error_messages": {
            "required": "Hãy điền mục này.",
            "max_length": f"Dài quá {most} ký tự. Hãy viết ngắn lại.",
        },
        **more,
    }


def sentence(refused: Refused) -> str:
    """The sentence of a refusal of quiz or of accounts."""
    if refused.code in ACCOUNTS_SENTENCES:
        return say_accounts(refused)
    return say_refused(refused)


def add_refusal(form: forms.Form, refused: Refused) -> None:
    """Put a service's refusal where it belongs on the form."""
    form.add_error(refused.field if refused.field in form.fields else None, sentence(refused))
