"""Every address of the platform. Each app's `urls.py` holds whole paths from the root."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("contests.portal.urls")),
    path("", include("accounts.urls")),
    path("", include("quiz.urls")),
    path("", include("contests.urls")),
    path("", include("contests.online.urls")),
    path("", include("contests.live.urls")),
    path("", include("contests.results.urls")),
    path("", include("contests.reports.urls")),
]
