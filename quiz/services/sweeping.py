"""Removes what imports left behind: invisible questions with their pictures, forgotten previews."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from quiz.models import (
    Citation,
    ImportBatch,
    ImportState,
    Picture,
    Question,
    Revision,
    RevisionKey,
)
from quiz.services import drafts_file

ABANDONED_AFTER: Final = timedelta(days=1)
SLICE: Final = 50
_OPEN: Final = (ImportState.READING, ImportState.PREVIEW, ImportState.LOADING)


def sweep_imports(*, now: datetime | None = None) -> int:
    """End batches that nobody has finished for a day and remove what is invisible for good.

    Looks with plain reads first; deletes in slices of a few milliseconds with rests between.
    Returns how many questions were removed.
    """
    now = now or timezone.now()
    for batch in ImportBatch.objects.filter(
        state__in=_OPEN, created_at__lt=now - ABANDONED_AFTER
    ).defer("reading"):
        ended = ImportBatch.objects.filter(pk=batch.pk, state__in=_OPEN).update(
            state=ImportState.CANCELLED, finished_at=now
        )
        if ended:
            drafts_file.remove(batch)
    dead = Question.objects.filter(
        is_visible=False, batch__state__in=[ImportState.CANCELLED, ImportState.FAILED]
    )
    removed = 0
    # A preview that is open may count on a picture that only a question to be removed still shows.
    if ImportBatch.objects.filter(state__in=_OPEN).exists():
        return removed
    while ids := list(dead.values_list("id", flat=True)[:SLICE]):
        started = time.perf_counter()
        brought = Picture.objects.filter(
            pk__in=Revision.objects.filter(question__in=ids, picture__isnull=False).values(
                "picture"
            )
        )
        pictures = list(brought)
        with transaction.atomic():
            Citation.objects.filter(revision__question__in=ids).delete()
            RevisionKey.objects.filter(revision__question__in=ids).delete()
            Revision.objects.filter(question__in=ids).delete()
            removed += dead.filter(pk__in=ids).delete()[0]
        for picture in pictures:
            _forget(picture)
        time.sleep(time.perf_counter() - started)
    return removed


def _forget(picture: Picture) -> None:
    """Remove a picture that came with removed questions, unless another one shows it."""
    shown = Revision.objects.annotate(words=Cast("body", TextField())).filter(
        Q(picture=picture) | Q(words__contains=picture.public_id)
    )
    if shown.exists():
        return
    try:
        with transaction.atomic():
            picture.delete()
    except (ProtectedError, IntegrityError):
        return  # somebody took it between the look and the deed
    picture.file.delete(save=False)
