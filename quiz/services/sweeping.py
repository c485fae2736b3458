"""Removes what nobody will see: invisible questions, forgotten previews, pictures of neither."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, TextField
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
UNSHOWN_AFTER: Final = timedelta(days=2)
#: Apps above name the pictures that they show (`Picture.public_id`); filled in `ready()`.
SHOWN_ELSEWHERE: list[Callable[[], Iterable[str]]] = []
_OPEN: Final = (ImportState.READING, ImportState.PREVIEW, ImportState.LOADING)
_COUNTS_ON_PICTURES: Final = Q(state__in=(ImportState.READING, ImportState.LOADING)) | Q(
    state=ImportState.PREVIEW, reading__pictures__gt=0
)
_NAMED: Final = re.compile(r"([A-Za-z0-9_-]{22})\.webp")


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
    while ids := list(dead.values_list("id", flat=True)[:SLICE]):
        started = time.perf_counter()
        with transaction.atomic():
            Citation.objects.filter(revision__question__in=ids).delete()
            RevisionKey.objects.filter(revision__question__in=ids).delete()
            Revision.objects.filter(question__in=ids).delete()
            removed += dead.filter(pk__in=ids).delete()[0]
        time.sleep(time.perf_counter() - started)
    return removed


def sweep_pictures(*, now: datetime | None = None) -> int:
    """Remove pictures that no revision and no app shows and nobody has sent for `UNSHOWN_AFTER`.

    Not while an import is open that has pictures: it may count on one that is stored. Reads the
    bodies of all revisions once, whatever the number of pictures. Returns how many were removed.
    """
    before = (now or timezone.now()) - UNSHOWN_AFTER
    unshown = Picture.objects.filter(
        ~Exists(Revision.objects.filter(picture=OuterRef("pk"))), sent_at__lt=before
    )
    names = dict(unshown.values_list("public_id", "pk"))
    if not names or ImportBatch.objects.filter(_COUNTS_ON_PICTURES).exists():
        return 0
    bodies = Revision.objects.annotate(words=Cast("body", TextField())).filter(
        words__contains=".webp"
    )
    for words in bodies.values_list("words", flat=True).iterator(500):
        for name in _NAMED.findall(words):
            names.pop(name, None)
    for shown in SHOWN_ELSEWHERE:
        for name in shown():
            names.pop(name, None)
    removed = 0
    for pk in names.values():
        picture = unshown.filter(pk=pk).first()
        try:
            with transaction.atomic():
                gone = picture is not None and unshown.filter(pk=pk).delete()[0]
        except (ProtectedError, IntegrityError):
            continue  # somebody took it between the look and the deed
        if picture is not None and gone:
            picture.file.delete(save=False)
            removed += 1
    return removed
