"""Addresses of results: the public boards below /cuoc-thi/, the organizer's below /quan-ly/."""

from django.urls import path

from contests.results.views import analysis, attempts, awards, draws, keys, manage, public

app_name = "results"

OPEN = "cuoc-thi/<slug:slug>/ket-qua/"
DESK = "quan-ly/cuoc-thi/<slug:slug>/ket-qua/"

urlpatterns = [
    path(OPEN, public.boards, name="boards"),
    path(OPEN + "cua-toi/", public.mine, name="mine"),
    path(OPEN + "du-lieu.<slug:extension>", public.open_data, name="open_data"),
    path(DESK, manage.overview, name="manage"),
    path(DESK + "chot/", manage.freeze_standing, name="freeze"),
    path(DESK + "viec/<str:public_id>/", manage.job, name="job"),
    path(DESK + "viec/<str:public_id>/trang-thai/", manage.job_state, name="job_state"),
    path(DESK + "ban/<int:pk>/", manage.standing, name="standing"),
    path(DESK + "ban/<int:pk>/cong-bo/", manage.publish_standing, name="publish"),
    path(DESK + "ban/<int:pk>/bang.xlsx", manage.standing_file, name="standing_file"),
    path(DESK + "boc-tham/", draws.draw, name="draw"),
    path(DESK + "boc-tham/<int:pk>/huy/", draws.annul, name="annul_draw"),
    path(DESK + "dap-an/", keys.key_list, name="keys"),
    path(DESK + "dap-an/<int:pk>/", keys.key_correct, name="key"),
    path(DESK + "phan-tich/", analysis.analysis, name="analysis"),
    path(DESK + "luot/", attempts.attempt_list, name="attempts"),
    path(DESK + "luot/<str:public_id>/", attempts.attempt_sheet, name="attempt"),
    path(DESK + "giai/", awards.award_list, name="awards"),
    path(DESK + "giai/danh-sach.xlsx", awards.award_file, name="award_file"),
    path(DESK + "giai/<int:pk>/", awards.award_page, name="award"),
]
