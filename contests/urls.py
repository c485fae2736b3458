"""Addresses of contests: the organizer's below /quan-ly/, the public ones below /cuoc-thi/."""

from django.urls import path

from contests.views import committee, documents, home, public, setup

MANAGE = "quan-ly/cuoc-thi/"
ONE = "quan-ly/cuoc-thi/<slug:slug>/"

urlpatterns = [
    path(MANAGE, home.contest_list, name="contest_list"),
    path(MANAGE + "moi/", setup.contest_new, name="contest_new"),
    path(ONE, home.contest_home, name="contest_home"),
    path(ONE + "thiet-lap/<slug:step>/", setup.contest_setup, name="contest_setup"),
    path(ONE + "tom-tat/", setup.contest_summary, name="contest_summary"),
    path(ONE + "chinh-thuc/", home.contest_official, name="contest_official"),
    path(ONE + "van-ban/", documents.contest_documents, name="contest_documents"),
    path(ONE + "van-ban/<slug:role>/", documents.contest_document, name="contest_document"),
    path(
        ONE + "van-ban/<slug:role>.<slug:extension>",
        documents.contest_document_file,
        name="contest_document_file",
    ),
    path(ONE + "ban-to-chuc/", committee.contest_committee, name="contest_committee"),
    path(ONE + "kinh-phi/", committee.contest_expenses, name="contest_expenses"),
    path(ONE + "chia-se/", committee.contest_share, name="contest_share"),
    path("cuoc-thi/<slug:slug>/", public.contest_page, name="contest_page"),
    path("cuoc-thi/<slug:slug>/the-le/", public.contest_rules, name="contest_rules"),
    path("cuoc-thi/<slug:slug>/ma-qr.svg", public.contest_qr, name="contest_qr"),
    path(
        "cuoc-thi/<slug:slug>/van-ban/<slug:role>.pdf",
        public.contest_signed,
        name="contest_signed",
    ),
]
