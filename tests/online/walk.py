"""What tests of the entrant's pages start from: an open contest with reference data around it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import ConsentText, Organisation
from accounts.wording import CONSENT_TEXTS
from contests.models import Entrant, Paper, PoolQuestion, PoolUse
from contests.rules.ruleset import (
    Cell,
    Disclosure,
    Eligibility,
    FieldRule,
    PersonField,
    Prediction,
    PredictionKind,
    Registration,
    RuleSet,
)
from contests.rules.ruleset import Paper as PaperRules
from tests.cast import make_organisation, make_unit
from tests.contests.scene import Scene, make_scene

PHONE = "0912 345 678"


def rules(
    *,
    questions: int = 6,
    prediction: PredictionKind = PredictionKind.NONE,
    fields: tuple[FieldRule, ...] | None = None,
    disclosure: Disclosure | None = None,
    eligibility: Eligibility | None = None,
    minutes: int = 20,
    **registration: Any,
) -> RuleSet:
    """A rule set of `questions` questions; the rest as the default contest."""
    form = Registration(**({"fields": fields} if fields else {}), **registration)
    return RuleSet(
        paper=PaperRules(cells=(Cell(count=questions),), banks=("bank",), minutes=minutes),
        prediction=Prediction(kind=prediction),
        registration=form,
        disclosure=disclosure or Disclosure(),
        eligibility=eligibility or Eligibility(),
    )


def open_contest(kinds: tuple[str, ...] = ("single",), **values: Any) -> Scene:
    """An open contest of a department in Quảng Ngãi, with two communes and the consent texts."""
    province = make_unit("51", "tinh", "Quảng Ngãi")
    make_unit("21289", "xa", "Sơn Hà", province)
    make_unit("21000", "phuong", "Trương Quang Trọng", province)
    other = make_unit("52", "tinh", "Gia Lai")
    make_unit("23500", "xa", "Ia Pa", other)
    chosen = rules(**values)
    scene = make_scene(rules=chosen, questions=chosen.paper.questions + 4, kinds=kinds)
    PoolQuestion.objects.update(use=PoolUse.BOTH)
    root = scene.contest.organisation
    root.unit = province
    root.save(update_fields=["unit"])
    make_organisation(f"{root.code}-hc", "Phòng Hành chính", "phong", root)
    now = datetime.now(UTC)
    for purpose, text in CONSENT_TEXTS.items():
        ConsentText.objects.create(purpose=purpose, version=1, text=text, published_at=now)
    return scene


def url(scene: Scene, page: str, *args: str) -> str:
    """Address of one of the entrant's pages."""
    return reverse(f"online:{page}", args=[scene.contest.slug, *args])


def person(scene: Scene, **changes: str) -> dict[str, str]:
    """A filled-in registration form; None as a value leaves the field out."""
    office = Organisation.objects.get(code=f"{scene.contest.organisation.code}-hc")
    values: dict[str, Any] = {
        PersonField.FULL_NAME.value: "Nguyễn Thị Hoa",
        PersonField.PHONE.value: PHONE,
        PersonField.BIRTH_YEAR.value: "1990",
        PersonField.COMMUNE.value: "21289",
        PersonField.AUDIENCE.value: "cbccvc",
        PersonField.ORGANISATION.value: office.code,
        "consent_run": "on",
    } | changes
    return {name: value for name, value in values.items() if value is not None}


def registered(scene: Scene, **changes: str) -> tuple[Client, Entrant]:
    """A browser that has just registered, and who it is."""
    client = Client()
    answer = client.post(url(scene, "register"), person(scene, **changes))
    assert answer.status_code == 302, answer.content.decode()
    return client, Entrant.objects.latest("id")


def started(scene: Scene, client: Client) -> Paper:
    """The paper that this browser starts now."""
    answer = client.post(url(scene, "start"))
    assert answer.status_code == 302, answer.content.decode()
    return Paper.objects.get(public_id=answer["Location"].rstrip("/").rpartition("/")[2])


def base_of(page: str) -> str:
    """The hidden field by which a form knows what it showed."""
    found = re.search(r'name="base" value="(\d+)"', page)
    assert found
    return found.group(1)
