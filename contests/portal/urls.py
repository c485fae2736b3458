"""Addresses of the pages that look across everything."""

from django.urls import path

from contests.portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("viec-cua-toi/", views.dashboard, name="dashboard"),
    path("du-lieu-ca-nhan/", views.privacy, name="privacy"),
    path("huong-dan/", views.help_page, name="help"),
    path("robots.txt", views.robots, name="robots"),
]
