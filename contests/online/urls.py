"""Addresses of the online form: the entrant's below /cuoc-thi/, the officials' below /quan-ly/."""

from django.urls import path

from contests.online.views import desk, entry, sitting

app_name = "online"

HERE = "cuoc-thi/<slug:slug>/"
PAPER = HERE + "bai-thi/<str:public_id>/"
PRACTICE = HERE + "thi-thu/<str:public_id>/"
DESK = "quan-ly/cuoc-thi/<slug:slug>/nguoi-du-thi/"
ONE = DESK + "<str:public_id>/"
practice = {"practice": True}

urlpatterns = [
    path(HERE + "du-thi/", entry.start, name="start"),
    path(HERE + "dang-ky/", entry.registration, name="register"),
    path(HERE + "dang-ky/xa.json", entry.commune_list, name="communes"),
    path(HERE + "dang-ky/don-vi.json", entry.organisation_list, name="organisations"),
    path(HERE + "tiep-tuc/", entry.resume, name="continue"),
    path(HERE + "thoat/", entry.leave, name="leave"),
    path(HERE + "ma-du-thi/", entry.code_page, name="code"),
    path(HERE + "ma-du-thi.png", entry.code_picture, name="code_picture"),
    path(PAPER, sitting.sitting, name="sitting"),
    path(PAPER + "trang-thai/", sitting.status, name="status"),
    path(PAPER + "nop/", sitting.hand_in_page, name="hand_in"),
    path(HERE + "bien-nhan/<str:public_id>/", sitting.receipt, name="receipt"),
    path(HERE + "thi-thu/", sitting.practice, name="practice"),
    path(HERE + "thi-thu/bat-dau/", sitting.practice_start, name="practice_start"),
    path(PRACTICE, sitting.sitting, practice, name="practice_sitting"),
    path(PRACTICE + "trang-thai/", sitting.status, practice, name="practice_status"),
    path(PRACTICE + "nop/", sitting.hand_in_page, practice, name="practice_hand_in"),
    path(PRACTICE + "bien-nhan/", sitting.receipt, practice, name="practice_receipt"),
    path(DESK, desk.entrant_list, name="desk"),
    path(DESK + "them/", desk.entrant_add, name="desk_add"),
    path(ONE, desk.entrant_page, name="desk_entrant"),
    path(ONE + "cap-lai-ma/", desk.reissue, name="desk_reissue"),
    path(ONE + "them-gio/", desk.extra_time, name="desk_extra_time"),
    path(ONE + "loai/", desk.remove, name="desk_disqualify"),
    path(ONE + "luot/<str:paper_id>/", desk.attempt, name="desk_attempt"),
]
