"""The demo's reports: last year's, signed, and this year's draft, of Sở Khoa học và Công nghệ."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.models import Organisation, User
from contests.clock import DemoClock
from contests.reports.models import Report
from contests.reports.rules.windows import Window
from contests.reports.services.reports import (
    build_edition,
    create_report,
    save_narrative,
    sign,
    submit,
)
from contests.rules.clock import local_day

Say = Callable[[str], None]

DAYS = 60

_WORDS = {
    "basis": "Thực hiện Kế hoạch của Ủy ban nhân dân tỉnh về công tác phổ biến, giáo dục pháp "
    "luật và hướng dẫn của Sở Tư pháp về tổ chức Ngày Pháp luật",
    "direction": "Lãnh đạo Sở quán triệt mục đích, yêu cầu của Ngày Pháp luật tại cuộc họp giao "
    "ban; giao Phòng Hành chính - Tổng hợp làm đầu mối, các phòng, đơn vị phối hợp thực hiện.",
    "funding": "Kinh phí bảo đảm từ nguồn ngân sách nhà nước cấp cho công tác phổ biến, giáo dục "
    "pháp luật.",
    "events_count": "2",
    "events_people": "165",
    "events": "Tổ chức lễ hưởng ứng Ngày Pháp luật và hội nghị phổ biến văn bản mới cho cán bộ, "
    "công chức, viên chức, người lao động của Sở.",
    "talks_count": "4",
    "talks_people": "320",
    "talks": "Tập trung vào Luật Phổ biến, giáo dục pháp luật, quy định về công tác văn thư và "
    "chuyển đổi số.",
    "portal_items": "14",
    "banners": "6",
    "social_posts": "22",
    "copies": "500",
    "copies_online": "8",
    "models": "Thi trực tuyến bằng điện thoại, không cần cài ứng dụng; số liệu được tổng hợp tự "
    "động theo xã, phường, đặc khu.",
    "good": "Cuộc thi được tổ chức đúng kế hoạch, đúng thể lệ, thu hút nhiều nhóm đối tượng.",
    "limits": "Số người dự thi giữa các xã, phường, đặc khu chưa đều.",
    "causes": "Một số địa phương chưa chủ động thông tin về cuộc thi đến thôn, tổ dân phố.",
    "plan": "Duy trì thi trực tuyến hằng năm; phối hợp với các xã, phường, đặc khu đưa cuộc thi "
    "đến trường học và khu dân cư.",
}


def seed_reports(*, organizer: User, now: datetime, say: Say) -> None:
    """Last year's report, built and signed a year ago, and this year's, built now; both over the
    `DAYS` days up to their instant. Does nothing where the department has reports already."""
    organisation = Organisation.objects.select_related("unit", "parent").get(code="SKHCN")
    if Report.objects.filter(organisation=organisation).exists():
        return
    today = local_day(now)
    this_year = Window(today - timedelta(days=DAYS), today)
    last_year = this_year.year_before()
    say(f"Báo cáo Ngày Pháp luật năm {last_year.last.year} và năm {this_year.last.year}")
    for window, signs in ((last_year, True), (this_year, False)):
        report = create_report(
            actor=organizer, organisation=organisation, first=window.first, last=window.last
        )
        save_narrative(actor=organizer, report=report, values=_WORDS)
        clock = DemoClock(now - timedelta(days=365) if signs else now)
        edition = build_edition(actor=organizer, report=report, clock=clock)
        if signs:
            submit(actor=organizer, edition=edition, clock=clock)
            sign(
                actor=organizer,
                edition=edition,
                clock=DemoClock(now),
                number=f"{100 + window.last.day}/BC-SKHCN",
                signed_on=min(window.last + timedelta(days=2), today),
                signer="Nguyễn Minh Họa",
            )
