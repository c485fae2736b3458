"""Standings and prizes as workbooks. Names as shown in public; strings are never formulas."""

from __future__ import annotations

from accounts import audit
from accounts.models import User
from accounts.selectors.access import require
from contests.clock import from_us
from contests.formats.xlsx import Field, Sheet, write_tables
from contests.models import Contest
from contests.results.models import Award, Standing, UnitBoard
from contests.results.selectors.boards import Filters, FrozenRows, frozen_units, unit_shown

_PERSONS = (
    Field("Hạng", 8, "integer"),
    Field("Đồng hạng", 10),
    Field("Họ và tên", 30),
    Field("Đơn vị", 36),
    Field("Xã, phường, đặc khu", 28),
    Field("Số câu đúng", 12, "integer"),
    Field("Điểm", 10, "decimal"),
    Field("Lệch dự đoán", 14, "integer"),
    Field("Thời gian (mili giây)", 20, "integer"),
    Field("Nộp lúc", 20, "datetime"),
    Field("Số lượt", 10, "integer"),
)
_UNITS = (
    Field("Hạng", 8, "integer"),
    Field("Đơn vị", 40),
    Field("Lượt thi", 12, "integer"),
    Field("Người dự thi", 14, "integer"),
    Field("Tổng số người", 14, "integer"),
    Field("Tỷ lệ", 10, "percent"),
    Field("Vượt tổng số", 14),
    Field("Điểm trung bình", 16, "decimal"),
    Field("Điểm xếp hạng", 16, "decimal"),
)


def standing_workbook(*, standing: Standing, actor: User) -> bytes:
    """A standing as XLSX: persons, organisations, communes. Logged."""
    audit.record(
        action="standing.exported",
        actor=actor,
        obj=standing,
        organisation=standing.contest.organisation,
        data={"version": standing.version, "rows": standing.rows_count},
    )
    name = standing.round.name if standing.round else "Cả cuộc thi"
    notes = (
        f"Bản {standing.version}, chốt lúc",
        standing.frozen_at.isoformat(),
        f"SHA-256: {standing.sha256}",
    )
    persons = Sheet(
        "Cá nhân",
        _PERSONS,
        (
            (
                row.rank,
                "Có" if row.tied else "",
                row.name,
                row.organisation,
                row.commune,
                row.correct,
                row.points_milli / 1000,
                row.distance,
                row.duration_ms,
                from_us(row.submitted_us),
                row.attempts,
            )
            for row in FrozenRows(standing, Filters())[0 : standing.rows_count]
        ),
        title=f"{standing.contest.title} – {name}",
        notes=notes,
    )
    return write_tables(
        [
            persons,
            _units(standing, UnitBoard.ORGANISATION, "Đơn vị"),
            _units(standing, UnitBoard.COMMUNE, "Xã, phường, đặc khu"),
        ],
        created=standing.frozen_at,
    )


def _units(standing: Standing, board: UnitBoard, name: str) -> Sheet:
    shown = (unit_shown(row) for row in frozen_units(standing, board))
    return Sheet(
        name,
        _UNITS,
        (
            (
                one.rank,
                one.name,
                one.attempts,
                one.persons,
                one.head_count,
                float(one.rate) if one.rate is not None else None,
                "Cần xem lại" if one.over else "",
                float(one.average_points_milli / 1000),
                float(one.score),
            )
            for one in shown
        ),
    )


def award_workbook(*, contest: Contest, actor: User) -> bytes:
    """The list of prizes as XLSX; taken-back ones are left out. Logged."""
    require(actor, "award.manage", contest.organisation)
    audit.record(
        action="awards.exported", actor=actor, obj=contest, organisation=contest.organisation
    )
    awards = Award.objects.filter(contest=contest, revoked_at=None).select_related(
        "entrant__organisation", "entrant__commune", "organisation", "commune", "round"
    )
    rows = []
    for award in awards:
        unit = award.organisation or award.commune
        rows.append(
            (
                award.round.name if award.round else "Cả cuộc thi",
                award.level,
                award.entrant.display_name if award.entrant else str(unit),
                str(award.entrant.organisation or "") if award.entrant else "",
                str(award.entrant.commune or "") if award.entrant else "",
                award.amount_vnd,
                "Đã đối chiếu" if award.identity_checked_at else "",
            )
        )
    fields = (
        Field("Đợt", 18),
        Field("Giải", 24),
        Field("Cá nhân, tập thể", 32),
        Field("Đơn vị", 36),
        Field("Xã, phường, đặc khu", 28),
        Field("Tiền thưởng (đồng)", 18, "integer"),
        Field("Giấy tờ", 16),
    )
    total = ("Tổng cộng", "", "", "", "", sum(row[5] for row in rows), "")
    return write_tables([Sheet("Giải thưởng", fields, rows, title=contest.title, total=total)])
