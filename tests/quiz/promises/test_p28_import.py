"""Promise P28 end to end: a hostile file through the service loses nothing and says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quiz.models import ImportBatch, ImportState
from quiz.services import imports
from tests.cast import Cast
from tests.quiz import scene
from tests.quiz.hostile.cases import CASES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.mark.promise("P28")
def test_hostile_files_change_nothing_but_their_batch(
    cast: Cast, trials: Callable[[int, int], int], record_promise: Any
) -> None:
    bank = scene.make_bank(cast)
    client = Client()
    client.force_login(cast.author)
    before = scene.digest()
    # Neighbouring cases are alike: a stride of five meets every family in CI.
    chosen = CASES[:: trials(5, 1)]
    refused = 0
    for case in chosen:
        content = case.build() or b""
        answer = client.post(
            reverse("import_start", args=[bank.code]),
            {"file": SimpleUploadedFile(case.name, content)},
        )
        assert scene.digest() == before, case.number
        if answer.status_code == 422:
            assert "Hãy chọn" in answer.content.decode() or "nặng" in answer.content.decode()
            refused += 1
            continue
        assert answer.status_code == 302, case.number
        page = client.get(answer["Location"])
        text = page.content.decode()
        assert page.status_code == 200, case.number
        assert "Traceback" not in text
        batch = ImportBatch.objects.latest("id")
        assert batch.state in (ImportState.PREVIEW, ImportState.FAILED), case.number
        if case.severity == "error" and case.code:
            assert any(p["code"] == case.code for p in batch.reading["problems"]), case.number
            assert re.search(r"Phải sửa \(\d", text), case.number
    # The control: a file that is taken in does move the digest.
    batch, _ = imports.upload(actor=cast.author, bank=bank, file=scene.workbook())
    imports.confirm(actor=cast.author, batch=batch)
    moved = scene.digest() != before
    assert moved
    record_promise(
        "P28",
        figure=f"0 of {len(chosen)} hostile uploads changed a row outside their batch",
        trials=len(chosen),
        control=f"a good file confirmed moves the digest: {moved}",
        refused_at_once=refused,
    )
