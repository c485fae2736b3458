"""Addresses of accounts; whole paths from the root."""

from django.urls import path

from accounts.views import members, organisations, profile, roster, sign_in, trail

ORG = "quan-ly/to-chuc/<str:code>/"
JOB = f"{ORG}can-bo/nhap/<str:public_id>/"

urlpatterns = [
    path("dang-nhap/", sign_in.sign_in, name="login"),
    path("dang-xuat/", sign_in.sign_out, name="logout"),
    path("tai-khoan/", profile.profile, name="profile"),
    path("tai-khoan/mat-khau/", profile.password_change, name="password_change"),
    path("tai-khoan/thiet-bi/", profile.session_list, name="session_list"),
    path("tai-khoan/thiet-bi/khac/", profile.session_end_others, name="session_end_others"),
    path("tai-khoan/thiet-bi/<int:pk>/", profile.session_end, name="session_end"),
    path("tai-khoan/dong-y/<int:pk>/rut/", profile.consent_withdraw, name="consent_withdraw"),
    path("tai-khoan/du-lieu.json", profile.my_data, name="my_data"),
    path("tai-khoan/yeu-cau/", profile.data_request_create, name="data_request_create"),
    path("quan-ly/nhat-ky/", trail.audit_list, name="audit_list"),
    path("quan-ly/yeu-cau-du-lieu/", trail.data_request_list, name="data_request_list"),
    path(
        "quan-ly/yeu-cau-du-lieu/<str:public_id>/",
        trail.data_request_list,
        name="data_request_answer",
    ),
    path("quan-ly/to-chuc/", organisations.organisation_list, name="organisation_list"),
    path(ORG, organisations.organisation_detail, name="organisation_detail"),
    path(f"{ORG}them/", organisations.organisation_create, name="organisation_create"),
    path(f"{ORG}sua/", organisations.organisation_edit, name="organisation_edit"),
    path(f"{ORG}chuyen/", organisations.organisation_move, name="organisation_move"),
    path(f"{ORG}hoat-dong/", organisations.organisation_active, name="organisation_active"),
    path(f"{ORG}so-nguoi/", organisations.head_count_set, name="head_count_set"),
    path(f"{ORG}thanh-vien/", members.member_list, name="member_list"),
    path(f"{ORG}thanh-vien/<int:pk>/thu-hoi/", members.member_revoke, name="member_revoke"),
    path(f"{ORG}thanh-vien/<int:pk>/mat-khau/", members.member_reset, name="member_reset"),
    path(f"{ORG}thanh-vien/<int:pk>/tai-khoan/", members.member_active, name="member_active"),
    path(f"{ORG}can-bo/", roster.staff_list, name="staff_list"),
    path(f"{ORG}can-bo/mau.xlsx", roster.roster_template_file, name="roster_template"),
    path(f"{ORG}can-bo/nhap/", roster.roster_upload, name="roster_upload"),
    path(JOB, roster.roster_job, name="roster_job"),
    path(f"{JOB}trang-thai/", roster.roster_job_state, name="roster_job_state"),
    path(f"{JOB}xac-nhan/", roster.roster_confirm, name="roster_confirm"),
    path(f"{JOB}huy/", roster.roster_cancel, name="roster_cancel"),
    path(f"{ORG}can-bo/<str:public_id>/", roster.staff_reveal, name="staff_reveal"),
]
