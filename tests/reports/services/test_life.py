"""A report's life: drafted, built, submitted, signed, corrected; nothing frozen ever changes."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from accounts.models import AuditEvent
from accounts.selectors import Forbidden
from contests.clock import DemoClock
from contests.reports.models import Edition, Report
from contests.reports.rules.figures import digest, from_json
from contests.reports.services.reports import (
    ReportRefused,
    build_edition,
    clean_narrative,
    create_report,
    save_narrative,
    sign,
    start_build,
    submit,
    withdraw,
)
from contests.services.documents import SignedFile
from tests.cast import Cast, make_cast, make_person
from tests.reports.world import make_attempt, make_contest, make_entrant

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 1), date(2026, 11, 9)
CLOCK = DemoClock(datetime(2026, 11, 20, 3, tzinfo=UTC))
PDF = b"%PDF-1.7\n" + b"x" * 100 + b"\n%%EOF\n"
PHONE, CCCD = "+84987654321", "051090009876"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def report(cast: Cast) -> Report:
    contest = make_contest(cast, opens=FIRST, closes=LAST)
    for number in range(8):
        person = make_person(f"Người {number}", phone=f"{PHONE[:-1]}{number}", cccd=CCCD)
        entrant = make_entrant(
            contest, person, audience="hoc_sinh", guardian_phone=PHONE, commune=cast.commune
        )
        make_attempt(entrant, date(2026, 10, 20))
    return create_report(actor=cast.organizer, organisation=cast.department, first=FIRST, last=LAST)


def read(edition: Edition) -> dict[str, bytes]:
    return {name: getattr(edition, name).read() for name in ("docx", "pdf", "xlsx")}


def signed(cast: Cast, report: Report) -> Edition:
    edition = build_edition(actor=cast.organizer, report=report, clock=CLOCK)
    submit(actor=cast.organizer, edition=edition, clock=CLOCK)
    sign(
        actor=cast.organizer,
        edition=edition,
        clock=CLOCK,
        number="152/BC-SKHCN",
        signed_on=date(2026, 11, 18),
        signer="Lê Văn Ký",
        file=SignedFile("bản ký.pdf", PDF),
    )
    return edition


def test_the_next_report_remembers_the_words_of_the_one_before(cast: Cast, report: Report) -> None:
    save_narrative(actor=cast.organizer, report=report, values={"good": "Tốt.", "banners": "1.200"})
    later = create_report(
        actor=cast.organizer,
        organisation=cast.department,
        first=date(2027, 10, 1),
        last=date(2027, 11, 9),
    )
    assert later.narrative == {"good": "Tốt."}, "counts of last year are not this year's"
    again = create_report(
        actor=cast.organizer, organisation=cast.department, first=FIRST, last=LAST
    )
    assert again.narrative == {"good": "Tốt.", "banners": "1200"}
    other = create_report(
        actor=cast.admin, organisation=cast.commune_committee, first=FIRST, last=LAST
    )
    assert other.narrative == {}


def test_saving_keeps_other_fields_and_takes_no_unknown_one(cast: Cast, report: Report) -> None:
    save_narrative(actor=cast.organizer, report=report, values={"good": "Tốt."})
    save_narrative(
        actor=cast.organizer, report=report, values={"plan": "Tiếp.", "state": "signed", "id": "9"}
    )
    report.refresh_from_db()
    assert report.narrative == {"good": "Tốt.", "plan": "Tiếp."}


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"banners": "-1"}, {"banners": "NUMBER-WRONG"}),
        ({"banners": "năm"}, {"banners": "NUMBER-WRONG"}),
        ({"banners": "1" * 13}, {"banners": "NUMBER-WRONG"}),
        ({"capacity": "king"}, {"capacity": "CAPACITY-WRONG"}),
        ({"good": "x" * 8001}, {"good": "TEXT-LONG"}),
    ],
)
def test_what_cannot_be_is_refused_by_field(values: dict[str, str], codes: dict[str, str]) -> None:
    with pytest.raises(ReportRefused) as no:
        clean_narrative(values)
    assert no.value.codes == codes


def test_windows_that_cannot_be(cast: Cast) -> None:
    for first, last, code in (
        (LAST, FIRST, "WINDOW-ORDER"),
        (date(2020, 1, 1), date(2026, 1, 1), "WINDOW-LONG"),
    ):
        with pytest.raises(ReportRefused) as no:
            create_report(
                actor=cast.organizer, organisation=cast.department, first=first, last=last
            )
        assert no.value.codes == {"window_to": code}
    assert not Report.objects.exists()


def test_a_draft_is_built_again_in_place_and_same_data_gives_same_bytes(
    cast: Cast, report: Report
) -> None:
    one = build_edition(actor=cast.organizer, report=report, clock=CLOCK)
    before, seal = read(one), one.sha256
    two = build_edition(
        actor=cast.organizer, report=report, clock=DemoClock(datetime(2026, 12, 1, tzinfo=UTC))
    )
    assert two.number == 1 and report.editions.count() == 1
    assert read(two) == before and two.sha256 == seal
    assert digest(from_json(two.figures), two.narrative) == two.sha256
    save_narrative(actor=cast.organizer, report=report, values={"good": "Đã khác."})
    three = build_edition(actor=cast.organizer, report=report, clock=CLOCK)
    assert three.sha256 != seal and read(three)["docx"] != before["docx"]


def test_submitted_and_signed_editions_are_never_built_again(cast: Cast, report: Report) -> None:
    edition = build_edition(actor=cast.organizer, report=report, clock=CLOCK)
    submit(actor=cast.organizer, edition=edition, clock=CLOCK)
    for call in (
        lambda: build_edition(actor=cast.organizer, report=report, clock=CLOCK),
        lambda: start_build(actor=cast.organizer, report=report),
    ):
        with pytest.raises(ReportRefused) as no:
            call()
        assert no.value.codes == {"reason": "EDITION-SUBMITTED"}
    withdraw(actor=cast.organizer, edition=edition)
    edition = signed(cast, report)
    kept = read(edition), edition.figures, edition.sha256
    with pytest.raises(ReportRefused) as no:
        build_edition(actor=cast.organizer, report=report, clock=CLOCK)
    assert no.value.codes == {"reason": "REASON-MISSING"}
    entrant = make_entrant(make_contest(cast, opens=FIRST, closes=LAST), make_person("Thêm"))
    make_attempt(entrant, date(2026, 10, 21))
    second = build_edition(
        actor=cast.organizer, report=report, clock=CLOCK, reason="Bổ sung một lượt dự thi"
    )
    assert second.number == 2 and second.reason == "Bổ sung một lượt dự thi"
    assert second.document_number == "" and second.sha256 != edition.sha256
    edition = Edition.objects.get(pk=edition.pk)
    assert (read(edition), edition.figures, edition.sha256) == kept
    assert edition.document_number == "152/BC-SKHCN" and edition.signer == "Lê Văn Ký"
    for call in (
        lambda: submit(actor=cast.organizer, edition=edition, clock=CLOCK),
        lambda: withdraw(actor=cast.organizer, edition=edition),
    ):
        with pytest.raises(ReportRefused):
            call()


def test_signing_says_what_is_wrong_and_keeps_nothing(cast: Cast, report: Report) -> None:
    edition = build_edition(actor=cast.organizer, report=report, clock=CLOCK)
    good: dict[str, Any] = {
        "number": "1/BC",
        "signed_on": date(2026, 11, 18),
        "signer": "Ký",
        "file": None,
    }

    def refused(**wrong: Any) -> dict[str, str]:
        with pytest.raises(ReportRefused) as no:
            sign(actor=cast.organizer, edition=edition, clock=CLOCK, **{**good, **wrong})
        return no.value.codes

    assert refused() == {"state": "STATE-WRONG"}
    submit(actor=cast.organizer, edition=edition, clock=CLOCK)
    assert refused(number=" ", signer="") == {
        "number": "NUMBER-MISSING",
        "signer": "SIGNER-MISSING",
    }
    assert refused(signed_on=date(2026, 11, 21)) == {"signed_on": "SIGNED-LATER"}
    assert refused(signed_on=date(2026, 11, 8)) == {"signed_on": "SIGNED-EARLY"}
    assert refused(file=SignedFile("a.pdf", b"PK\x03\x04")) == {"file": "FILE-NOT-PDF"}
    assert refused(file=SignedFile("a.pdf", b"")) == {"file": "FILE-EMPTY"}
    edition.refresh_from_db()
    assert edition.document_number == "" and edition.signed_file is None


def test_rights_are_asked_in_the_services(cast: Cast, report: Report) -> None:
    edition = build_edition(actor=cast.organizer, report=report, clock=CLOCK)
    for user in (cast.viewer, cast.stranger, cast.focal_point):
        for call in (
            lambda user=user: save_narrative(actor=user, report=report, values={}),
            lambda user=user: build_edition(actor=user, report=report, clock=CLOCK),
            lambda user=user: submit(actor=user, edition=edition, clock=CLOCK),
            lambda user=user: create_report(
                actor=user, organisation=cast.department, first=FIRST, last=LAST
            ),
        ):
            with pytest.raises(Forbidden):
                call()


def test_everything_is_in_the_trail(cast: Cast, report: Report) -> None:
    signed(cast, report)
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-4:] == ["report.created", "report.built", "report.submitted", "report.signed"]


def test_no_phone_and_no_identity_number_leaves_in_any_file(cast: Cast, report: Report) -> None:
    edition = build_edition(actor=cast.organizer, report=report, clock=CLOCK)
    files = read(edition)
    texts = [json.dumps(edition.figures), json.dumps(edition.narrative)]
    texts.append("".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages))
    for name in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(files[name])) as package:
            texts += [package.read(one).decode("utf-8", "replace") for one in package.namelist()]
    whole = "\n".join(texts)
    assert "Học sinh" in whole or "hoc_sinh" in whole
    for canary in (PHONE[3:-1], CCCD, CCCD[3:]):
        assert canary not in whole


def test_the_report_of_a_contest_is_issued_by_its_board(cast: Cast) -> None:
    contest = make_contest(cast, opens=FIRST, closes=LAST, title="Em yêu pháp luật")
    report = create_report(
        actor=cast.organizer,
        organisation=cast.department,
        first=FIRST,
        last=LAST,
        contest=contest,
    )
    edition = build_edition(actor=cast.organizer, report=report, clock=CLOCK)
    text = PdfReader(io.BytesIO(read(edition)["pdf"])).pages[0].extract_text()
    assert "BAN TỔ CHỨC CUỘC THI" in text.upper() and "Em yêu pháp luật" in text


def test_the_command_writes_four_files(
    cast: Cast, report: Report, tmp_path: Path, capsys: Any
) -> None:
    save_narrative(actor=cast.organizer, report=report, values={"good": "Lời của đơn vị."})
    asked = ["ngay-phap-luat", "--organisation", "SKHCN", "--from", "01/10/2026"]
    call_command("build_report", *asked, "--to", "2026-11-09", "--out", str(tmp_path / "ra"))
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [path.suffix for path in paths] == [".docx", ".pdf", ".xlsx", ".json"]
    assert all(path.stat().st_size > 500 for path in paths)
    data = json.loads(paths[3].read_text())
    figures = {one["code"]: one for one in data["figures"]["figures"]}
    assert figures["attempts"]["value"] == 8
    assert figures["attempts"]["window"] == ["2026-10-01", "2026-11-09"]
    assert data["narrative"] == {"good": "Lời của đơn vị."} and len(data["sha256"]) == 64
    before = [path.read_bytes() for path in paths]
    call_command("build_report", *asked, "--to", "09/11/2026", "--out", str(tmp_path / "ra"))
    assert [path.read_bytes() for path in paths] == before


@pytest.mark.parametrize(
    "wrong",
    [
        ["--organisation", "KHONG-CO"],
        ["--from", "31/02/2026"],
        ["--from", "2026-12-01"],
    ],
)
def test_the_command_refuses_with_exit_2(cast: Cast, tmp_path: Path, wrong: list[str]) -> None:
    given = {"--organisation": "SKHCN", "--from": "2026-10-01", "--to": "2026-11-09"}
    given[wrong[0]] = wrong[1]
    with pytest.raises(CommandError) as no:
        call_command(
            "build_report",
            "ngay-phap-luat",
            *[part for pair in given.items() for part in pair],
            "--out",
            str(tmp_path),
        )
    assert no.value.returncode == 2
    assert not list(tmp_path.iterdir())
