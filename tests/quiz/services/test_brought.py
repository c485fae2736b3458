"""Pictures that files bring: seen in the preview, stored at the yes with their questions, or not
at all."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from quiz.formats.base import draft_to_json
from quiz.formats.package import MAIN, MARK, pack
from quiz.models import ImportBatch, ImportState, Picture, Question, Revision
from quiz.rules.citation import DocumentIndex
from quiz.rules.question import Draft, Illustration, Kind, Option
from quiz.services import drafts_file, exports, imports, loading, pictures, sweeping
from tests.cast import Cast
from tests.quiz import scene
from tests.quiz.services.test_pictures import png_that_says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
LATER = timezone.now() + timedelta(days=3)
OPTIONS = (Option("a", False), Option("b", True))


def draft(stem: str, picture: str = "", alt: str = "", *further: tuple[str, int]) -> Draft:
    return Draft(
        Kind.SINGLE, stem, OPTIONS, picture=picture, picture_alt=alt,
        pictures=tuple(Illustration(name, "biển báo", option) for name, option in further),
    )  # fmt: skip


def package(drafts: list[Draft], **pictures: bytes) -> Any:
    rows = [draft_to_json(one) for one in drafts]
    main = json.dumps({"format": MARK, "questions": rows}).encode()
    files = {MAIN: main, **{f"images/{name}.png": data for name, data in pictures.items()}}
    return scene.upload_of(pack(files), "goi.zip")


def uploaded(cast: Cast, drafts: list[Draft], bank: Any = None, **pictures: bytes) -> ImportBatch:
    bank = bank or scene.make_bank(cast)
    return imports.upload(actor=cast.author, bank=bank, file=package(drafts, **pictures))[0]


def codes(batch: ImportBatch) -> list[str]:
    return [problem["code"] for problem in batch.reading["problems"]]


def test_pictures_come_in_with_their_questions(cast: Cast) -> None:
    drafts = [
        draft("Biển nào cấm?", "a.png", "Biển cấm", ("b.png", 1), ("a.png", 0)),
        draft("Biển nào khác?", "b.png"),
    ]
    batch = uploaded(cast, drafts, a=scene.png(), b=scene.png(50))
    assert (batch.accepted, batch.reading["pictures"]) == (2, 2)
    # The second has no words for who cannot see it: it is asked for.
    assert [
        (p["code"], p["severity"], p["args"]["question"]) for p in batch.reading["problems"]
    ] == [("PICTURE-ALT", "note", 2)]
    assert not Picture.objects.exists()
    waiting = f"imports/{batch.public_id}.pictures.zip"
    assert default_storage.exists(waiting)
    imports.confirm(actor=cast.author, batch=batch)
    assert not default_storage.exists(waiting)
    assert Picture.objects.count() == 2
    first, second = Revision.objects.order_by("id").select_related("picture")
    assert first.picture is not None and first.picture.alt == "Biển cấm"
    names = [one[0] for one in first.body["pictures"]]
    assert names == [f"{second.picture.public_id}.webp", f"{first.picture.public_id}.webp"]  # type: ignore[union-attr]
    assert default_storage.exists(first.picture.file.name)


def test_a_bank_that_comes_back_with_its_pictures_is_recognised(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    one = draft("Biển nào cấm?", "a.png", "Biển cấm", ("b.png", 1))
    batch = uploaded(cast, [one], bank, a=scene.png(), b=scene.png(50))
    imports.confirm(actor=cast.author, batch=batch)
    exported = exports.export_bank(bank=bank, code="json").data
    again, _ = imports.upload(
        actor=cast.author, bank=bank, file=scene.upload_of(exported, "goi.zip")
    )
    assert (again.accepted, again.reading["same"], codes(again)) == (0, 1, ["BANK-SAME"])
    other = scene.make_bank(cast, "HAI")
    copy, _ = imports.upload(
        actor=cast.author, bank=other, file=scene.upload_of(exported, "goi.zip")
    )
    imports.confirm(actor=cast.author, batch=copy)
    assert Picture.objects.count() == 2
    assert exports.export_bank(bank=other, code="json").data == exported
    # The same picture with other words around it is stored once.
    third = uploaded(cast, [draft("Biển này?", "c.png", "x")], other, c=scene.png())
    imports.confirm(actor=cast.author, batch=third)
    assert Picture.objects.count() == 2


def test_what_cannot_be_shown_is_said_and_left_out(cast: Cast) -> None:
    drafts = [
        draft("Một?", "a.png"),
        draft("Hai?", "b.png"),
        draft("Ba?", "c.png", "", ("a.png", 0)),
    ]
    batch = uploaded(cast, drafts, a=png_that_says(50_000, 50_000), b=scene.png(4, 4))
    assert codes(batch) == ["PICTURE-NOT", "PICTURE-NOT", "PICTURE-UNKNOWN", "PICTURE-NOT"]
    imports.confirm(actor=cast.author, batch=batch)
    assert [revision.body for revision in Revision.objects.all()] == [{}] * 3
    assert not Picture.objects.exists()


def test_nothing_is_left_of_a_load_that_was_cancelled(cast: Cast) -> None:
    drafts = [draft(f"Câu {n}?", "a.png" if n == 1 else "", "x") for n in range(40)]
    batch = uploaded(cast, drafts, a=scene.png())
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.LOADING)

    def stop(loaded: int) -> None:
        imports.cancel(actor=cast.author, batch=ImportBatch.objects.get(pk=batch.pk))

    with pytest.raises((loading.Stopped, FileNotFoundError)):
        imports.load(batch=batch, on_chunk=stop)
    picture = Picture.objects.get()
    sweeping.sweep_imports()
    assert not Question.objects.exists()
    assert sweeping.sweep_pictures() == 0  # somebody may send it again
    # An open preview may count on what the house has.
    other = uploaded(cast, [draft("Khác?", "b.png", "x")], batch.bank, b=scene.png(60))
    assert sweeping.sweep_pictures(now=LATER) == 0
    imports.cancel(actor=cast.author, batch=other)
    assert sweeping.sweep_pictures(now=LATER) == 1
    assert not Picture.objects.exists()
    assert not default_storage.exists(picture.file.name)


def test_a_picture_that_another_question_shows_is_not_swept(cast: Cast) -> None:
    bank = scene.make_bank(cast)
    imports.confirm(
        actor=cast.author, batch=uploaded(cast, [draft("Một?", "a.png", "x")], bank, a=scene.png())
    )
    batch = uploaded(cast, [draft("Hai?", "b.png", "x")], bank, b=scene.png())
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.LOADING)
    with pytest.raises(ZeroDivisionError):
        imports.load(batch=batch, on_chunk=lambda loaded: 1 // 0)
    imports.cancel(actor=cast.author, batch=batch)
    sweeping.sweep_imports()
    assert sweeping.sweep_pictures(now=LATER) == 0
    assert (Question.objects.count(), Picture.objects.count()) == (1, 1)


def test_only_pictures_that_no_question_shows_and_nobody_sends_are_swept(cast: Cast) -> None:
    further = uploaded(cast, [draft("Một?", "", "", ("a.png", 1))], a=scene.png())
    imports.confirm(actor=cast.author, batch=further)
    lost, again = (
        pictures.add_picture(actor=cast.author, data=scene.png(size)) for size in (30, 50)
    )
    assert sweeping.sweep_pictures(now=LATER - timedelta(days=2)) == 0
    Picture.objects.update(sent_at=timezone.now() - timedelta(days=3))
    assert pictures.add_picture(actor=cast.author, data=scene.png(50)) == again
    assert sweeping.sweep_pictures() == 1
    assert not Picture.objects.filter(pk=lost.pk).exists() and Picture.objects.count() == 2
    assert not default_storage.exists(lost.file.name) and default_storage.exists(again.file.name)


def test_no_question_comes_in_without_its_picture(cast: Cast) -> None:
    batch = uploaded(cast, [draft("Một?", "", "", ("a.png", 1))], a=scene.png())
    row = next(iter(drafts_file.read(batch)))
    with pytest.raises(LookupError, match="a.png"):
        loading.Loader(batch, DocumentIndex([]), set()).learn([row])
