"""P15: whatever else is sent with a form, only the form's own fields count.

Every page of the matrix is opened, its forms are filled in and sent twice: as they are, and with
every field of every model added. Both must leave the same rows behind.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from accounts.models import Organisation
from tests import matrix
from tests.cast import Cast, make_cast
from tests.promises.world import addresses, cookie_for, get_resolver

OURS = ("accounts", "quiz", "contests", "online", "live", "results", "reports", "portal")
Row = dict[str, Any]

#: Whose form it is when several may send it.
FIRST = ("admin", "organizer", "author", "reviewer", "focal_point", "viewer", "anonymous")
#: Drawn anew each time.
RANDOM = {
    *("public_id", "code", "code_index", "key_index", "seed", "session_key", "password", "seal"),
    "projector_key",
}
#: A new paper is another draw; a job tells its progress by the clock.
DRAWN = {"Paper.items", "Paper.sha256", "LiveSession.plan_sha256", "Job.done", "Job.total"}
#: What a view reads beside its form.
READ_BY_HAND = {
    "report_build": {"reason"},
    "report_home": {"reason"},
    "import_again": {"format"},
}
#: Answers and hand-ins go through the ledger's own connection, where nothing can be undone; that
#: their requests take no other field is shown in tests/contests/answers/test_api.py.
LEDGER = {
    f"online:{practice}{page}"
    for practice in ("", "practice_")
    for page in ("sitting", "hand_in", "receipt")
}
#: Tables that count requests, not changes.
ASIDE = {"ratecounter", "signinsession", "auditevent"}


def own_models() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models() if model._meta.app_label in OURS)


# --- what an attacker adds -----------------------------------------------------------------------


def strange_fields(cast: Cast) -> dict[str, str]:
    """Every column of every model of ours, with a value it could take."""
    found: dict[str, str] = {"is_correct": "1", "score": "1000", "deadline": "2099-01-01"}
    for model in own_models():
        for field in model._meta.concrete_fields:
            found[field.name] = found[field.attname] = _value(field, cast)
    return found


def _value(field: models.Field[Any, Any], cast: Cast) -> str:
    if field.choices:
        return str(list(field.choices)[-1][0])
    if isinstance(field, models.ForeignKey):
        same = field.related_model is Organisation
        return str(cast.other_department.pk if same else 1)
    if isinstance(field, models.BooleanField):
        return "1"
    if isinstance(field, models.DateTimeField):
        return "2001-02-03T04:05"
    if isinstance(field, models.DateField):
        return "2001-02-03"
    if isinstance(field, models.IntegerField):
        return "77"
    return "la-thuong"


# --- what is stored ------------------------------------------------------------------------------


def highest() -> dict[str, Any]:
    return {
        model._meta.label: model._base_manager.aggregate(most=models.Max("pk"))["most"]
        for model in own_models()
    }


def stored(before: dict[str, Any], now: datetime.datetime) -> dict[str, list[Row]]:
    """Every row of ours, without what differs between two runs of the same: new ids, clocks."""
    found = {}
    for model in own_models():
        if model._meta.model_name in ASIDE:
            continue
        rows = []
        for row in model._base_manager.values():
            plain = {
                field.attname: _plain(field, row[field.attname], before, now)
                for field in model._meta.concrete_fields
                if field.name not in RANDOM
                and f"{model.__name__}.{field.name}" not in DRAWN
                and not isinstance(field, models.FileField)
            }
            rows.append(plain)
        found[model._meta.label] = sorted(rows, key=repr)
    return found


def different(one: list[Row], other: list[Row]) -> str:
    """The columns in which two sets of rows differ, for whoever reads the failure."""
    left, right = ([row for row in a if row not in b] for a, b in ((one, other), (other, one)))
    if len(left) != len(right):
        return f"{len(one)} rows, then {len(other)}"
    pairs = zip(left, right, strict=True)
    return ", ".join(
        sorted(
            f"{key} {a[key]!r:.60} → {b[key]!r:.60}"
            for a, b in pairs
            for key in a
            if a[key] != b[key]
        )
    )


def _plain(
    field: models.Field[Any, Any], value: Any, before: dict[str, Any], now: datetime.datetime
) -> Any:
    target = field.related_model if isinstance(field, models.ForeignKey) else None
    model = target or (field.model if field.primary_key else None)
    if model is not None and isinstance(value, int):
        most = before.get(model._meta.label)  # type: ignore[union-attr]
        return "new" if most is None or value > most else value
    if isinstance(value, datetime.datetime) and abs((value - now).total_seconds()) < 300:
        return "now"
    if field.name.endswith("_us") and value and abs(value - now.timestamp() * 1e6) < 3600e6:
        return "near now"
    if isinstance(value, dict) and field.name == "payload":  # a rehearsal names its new session
        return {key: part for key, part in value.items() if key != "session"}
    return _plain_json(value, now) if isinstance(value, dict | list) else value


def _plain_json(value: Any, now: datetime.datetime) -> Any:
    """The same inside a JSON column: without what is random, instants as "near now"."""
    if isinstance(value, list):
        return [_plain_json(part, now) for part in value]
    if isinstance(value, dict):
        return {key: _plain_json(value[key], now) for key in value if key not in RANDOM}
    is_instant = isinstance(value, int) and abs(value - now.timestamp() * 1e6) < 3600e6
    return "near now" if is_instant else value


# --- filling in a form ---------------------------------------------------------------------------


class Forms(HTMLParser):
    """The forms of a page that POST: (address, {name: value}) with blanks filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._open = False
        self._select = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = of.get("method", "").lower() == "post"
            if self._open:
                self.found.append((of.get("action", ""), {}))
        if not self._open or not self.found:
            return
        values, name = self.found[-1][1], of.get("name", "")
        if tag == "input" and name and name != "csrfmiddlewaretoken":
            kind = of.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in of or (kind == "radio" and name not in values):
                    values[name] = of.get("value", "on")
            elif kind != "file":
                values[name] = of.get("value") or _BLANKS.get(kind, "Canh giữ")
        elif tag == "button" and name:
            values.setdefault(name, of.get("value", ""))
        elif tag == "textarea" and name:
            self._text = name
            values[name] = ""
        elif tag == "select" and name:
            self._select = name
        elif (
            tag == "option"
            and self._select
            and of.get("value")
            and ("selected" in of or self._select not in values)
        ):
            values[self._select] = of["value"]

    def handle_data(self, data: str) -> None:
        if self._text:
            self.found[-1][1][self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._text:
            values = self.found[-1][1]
            values[self._text] = values[self._text].strip() or "Canh giữ"
            self._text = ""


_BLANKS = {"date": "2026-03-04", "number": "3", "email": "a@don-vi.vn", "tel": "0912000111"}
_BLANKS |= {"datetime-local": "2027-03-04T08:00", "password": "con trâu đi trước cái cày"}


# --- sending it twice ----------------------------------------------------------------------------


class Sender:
    """Sends forms as one of the cast and compares what they leave behind."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.extra = strange_fields(cast)
        self.sent = self.written = self.fields = 0
        self.changed: list[str] = []

    def try_form(self, client: Client, name: str, address: str, data: dict[str, Any]) -> None:
        known = set(data) | READ_BY_HAND.get(name, set())

        class Watched:
            """Notes the fields of every form that this request makes: those are its own."""

            plain = forms.BaseForm.__init__

        def watching(form: forms.BaseForm, *args: Any, **kwargs: Any) -> None:
            Watched.plain(form, *args, **kwargs)
            known.update(form.add_prefix(field) for field in form.fields)

        forms.BaseForm.__init__ = watching  # type: ignore[method-assign]
        self.ids, self.now = highest(), datetime.datetime.now(datetime.UTC)
        before = stored(self.ids, self.now)
        try:
            after = self._send(client, address, data)
        finally:
            forms.BaseForm.__init__ = Watched.plain  # type: ignore[method-assign]
        more = {field: value for field, value in self.extra.items() if field not in known}
        with_more = self._send(client, address, more | data)
        self.sent += 1
        self.written += before != after
        self.fields += len(more)
        for table in after:
            if with_more[table] != after[table]:
                columns = different(after[table], with_more[table])
                self.changed.append(f"{name}: {table}: {columns}")

    def _send(self, client: Client, address: str, data: dict[str, Any]) -> dict[str, list[Row]]:
        with transaction.atomic():
            client.post(address, data)
            after = stored(self.ids, self.now)
            transaction.set_rollback(True)
        return after


def try_route(sender: Sender, name: str, route: matrix.Route) -> None:
    args = route.args(sender.cast)
    address = reverse(name, kwargs=args)
    client = Client(raise_request_exception=False)
    who = next((one for one in FIRST if one in route.allowed), "")
    if who in sender.cast.users():
        client.force_login(sender.cast.users()[who])
    elif not who:
        client.cookies["du_thi"] = cookie_for(str(args.get("slug", "")), args)
    if route.method == "POST" and name not in LEDGER:
        sender.try_form(client, name, address, route.data(sender.cast))
        return
    page = client.get(address)
    if "text/html" not in page.get("Content-Type", "") or page.streaming:
        return
    parser = Forms()
    parser.feed(page.content.decode())
    for action, data in parser.found:
        where = action or address
        if where.startswith("/") and not where.startswith("/dang-") and name not in LEDGER:
            sender.try_form(client, name, where, data)


@pytest.mark.promise("P15")
def test_p15(db: None, record_promise: Callable[..., None]) -> None:
    cast = make_cast()
    sender = Sender(cast)
    for name, route in sorted(matrix.routes().items()):
        with transaction.atomic():
            try_route(sender, name, route)
            transaction.set_rollback(True)
    control = Sender(cast)
    with override_settings(ROOT_URLCONF=__name__), transaction.atomic():
        control.try_form(Client(), "careless", f"/{cast.office.pk}/", {"name": "Tên mới"})
    record_promise(
        "P15",
        figure=f"{len(sender.changed)} of {sender.sent} forms ({sender.written} of them wrote) let "
        f"one of {len(sender.extra)} strange fields in",
        trials=sender.fields,
        control=f"a view that sets whatever it is sent: {len(control.changed)} of 1 found",
    )
    assert sender.changed == []
    assert len(control.changed) == 1
    assert sender.written >= 20  # most of these forms really write


def test_no_form_is_made_of_a_whole_model() -> None:
    """A ModelForm takes what its model has: ours name each field, so there is none."""
    assert list(addresses(get_resolver()))  # every view and form module is loaded by its URLs

    def below(kind: type) -> Iterator[type]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    assert [one for one in below(forms.ModelForm) if one.__module__.split(".")[0] in OURS] == []


def careless(request: HttpRequest, pk: int) -> HttpResponse:
    """The control: sets whatever it is sent."""
    node = Organisation.objects.get(pk=pk)
    for name, value in request.POST.items():
        if name in ("name", "symbol", "path"):
            setattr(node, name, value)
    node.save()
    return HttpResponse("")


urlpatterns = [path("<int:pk>/", careless)]
