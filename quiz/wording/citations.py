"""A citation and the state of a document, in words."""

from __future__ import annotations

from datetime import date

from accounts.rules.show import show_date
from quiz.rules.validity import Validity


def document_name(kind: str, kind_label: str, title: str, number: str) -> str:
    """How a document is cited: an act by its title, everything else by kind and number."""
    if kind in ("luat", "hien_phap", "phap_lenh") and title:
        return f"{title} số {number}" if number else title
    return f"{kind_label} số {number}"


def citation_words(article: str, clause: str, point: str, document: str) -> str:
    """ "Điểm b khoản 1 Điều 7 Nghị định số 28/2013/NĐ-CP"."""
    parts = []
    if point:
        parts.append(f"điểm {point}")
    if clause:
        parts.append(f"khoản {clause}")
    if article:
        parts.append(f"Điều {article}")
    text = " ".join([*parts, document])
    return text[:1].upper() + text[1:]


def validity_words(state: Validity, effective_on: date | None, expires_on: date | None) -> str:
    """ "Còn hiệu lực", "Hết hiệu lực từ 01/07/2026"."""
    if state is Validity.EXPIRED and expires_on is not None:
        return f"Hết hiệu lực từ {show_date(expires_on)}"
    if state is Validity.NOT_YET and effective_on is not None:
        return f"Có hiệu lực từ {show_date(effective_on)}"
    if state is Validity.IN_FORCE and expires_on is not None:
        return f"Còn hiệu lực đến hết ngày trước {show_date(expires_on)}"
    return "Còn hiệu lực" if state is Validity.IN_FORCE else "Chưa rõ hiệu lực"


def outdated_words(
    where: str,
    *,
    expired_on: date | None = None,
    amended_on: date | None = None,
    abolished: bool = False,
    by: str = "",
) -> str:
    """ "Khoản 1 Điều 8 Luật 14/2012/QH13 đã được sửa đổi từ 01/07/2026 bởi …: đối chiếu lại." """
    if amended_on is not None:
        means = f" bởi {by}" if by else ""
        if abolished:
            return (
                f"{where} đã bị bãi bỏ từ {show_date(amended_on)}{means}: tìm căn cứ khác, hoặc "
                "ngừng dùng câu hỏi."
            )
        return f"{where} đã được sửa đổi từ {show_date(amended_on)}{means}: đối chiếu lại."
    ended = f" từ {show_date(expired_on)}" if expired_on is not None else ""
    instead = f", thay bằng {by}" if by else ""
    return f"{where} đã hết hiệu lực{ended}{instead}: sửa hoặc ngừng dùng câu hỏi."
