"""The bank that a page is about: 404 for whoever may not read it."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from quiz.models import Bank
from quiz.selectors.banks import banks_for
from quiz.selectors.seals import seal_of
from quiz.services.seals import note_reading


def bank_of(request: HttpRequest, code: str) -> Bank:
    """The bank `code` when the user may read it, else 404."""
    return get_object_or_404(banks_for(request.user), code=code)


def open_bank_of(request: HttpRequest, code: str) -> Bank:
    """The same, but 404 while it is sealed; reading a bank opened early is recorded."""
    bank = bank_of(request, code)
    if seal_of(bank) is not None:
        raise Http404
    note_reading(actor=request.user, bank=bank)
    return bank
