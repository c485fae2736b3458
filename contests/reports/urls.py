"""Addresses of reports and statistics, all below /quan-ly/."""

from django.urls import path

from contests.reports.views import editions, reports, statistics

ALL = "quan-ly/bao-cao/"
ONE = ALL + "<str:public_id>/"
EDITION = ONE + "ban/<int:number>/"

urlpatterns = [
    path(ALL, reports.report_list, name="report_list"),
    path(ALL + "moi/", reports.report_new, name="report_new"),
    path("quan-ly/thong-ke/", statistics.statistics, name="statistics"),
    path("quan-ly/thong-ke/<slug:query>/", statistics.figure_list, name="figure_list"),
    path(ONE, reports.report_home, name="report_home"),
    path(ONE + "noi-dung/<slug:code>/", reports.report_narrative, name="report_narrative"),
    path(ONE + "dung/", reports.report_build, name="report_build"),
    path(ONE + "tien-do.json", reports.report_build_state, name="report_build_state"),
    path(EDITION, editions.edition_detail, name="edition_detail"),
    path(EDITION + "tep.<slug:extension>", editions.edition_file, name="edition_file"),
    path(EDITION + "ban-ky.pdf", editions.edition_signed, name="edition_signed"),
    path(EDITION + "trinh/", editions.edition_submit, name="edition_submit"),
    path(EDITION + "rut/", editions.edition_withdraw, name="edition_withdraw"),
    path(EDITION + "ky/", editions.edition_sign, name="edition_sign"),
]
