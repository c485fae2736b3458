"""Addresses of the live form: preparing and hosting below /quan-ly/, the stage and the players."""

from __future__ import annotations

from django.urls import path

from contests.live.views import codes, host, papers, play, preparing, questions, rehearsing, stage

app_name = "live"

DESK = "quan-ly/phong-thi/"
ONE = DESK + "<str:public_id>/"

urlpatterns = [
    path("choi/", play.play, name="play"),
    path("choi/<str:code>/", play.enter, name="door"),
    path("choi/phong/<str:public_id>/", play.room, name="room"),
    path("choi/phong/<str:public_id>/ma.svg", play.room_qr, name="room_qr"),
    path("man-chieu/<str:key>/", stage.stage, name="stage"),
    path("man-chieu/<str:key>/ma.svg", stage.stage_qr, name="stage_qr"),
    path(DESK, preparing.session_list, name="list"),
    path(DESK + "moi/", preparing.session_new, name="new"),
    path(ONE, preparing.prepare, name="prepare"),
    path(ONE + "mo-cua/", preparing.open_door, name="open"),
    path(ONE + "xoa/", preparing.delete, name="delete"),
    path(ONE + "phan/them/", preparing.segment_add, name="segment_add"),
    path(ONE + "phan/<int:place>/", questions.segment, name="segment"),
    path(ONE + "ma/", codes.codes, name="codes"),
    path(ONE + "ma.xlsx", codes.codes_file, name="codes_file"),
    path(ONE + "ma/phieu/", codes.slips, name="slips"),
    path(ONE + "tap-duot/", rehearsing.rehearsal, name="rehearse"),
    path(ONE + "dieu-khien/", host.console, name="console"),
    path(ONE + "the-le.<str:ending>", papers.paper, {"which": "the-le"}, name="rules"),
    path(ONE + "bien-ban.<str:ending>", papers.paper, {"which": "bien-ban"}, name="minutes"),
    path(ONE + "ket-qua.xlsx", papers.results_file, name="results_file"),
    path(ONE + "nguoi-choi.json", host.found_people, name="people"),
    path(ONE + "vao-lai/<int:number>/", host.way_back, name="way_back"),
]
