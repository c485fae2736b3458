"""Every address of the platform. Each app's `urls.py` holds whole paths from the root."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

APP_URLS = [
    f"{name}.urls"
    for name in (
        "contests.portal",
        "accounts",
        "quiz",
        "contests",
        "contests.online",
        "contests.results",
        "contests.reports",
    )
    if name in settings.INSTALLED_APPS and find_spec(f"{name}.urls")
]

urlpatterns = [
    path("admin/", admin.site.urls),
    *[path("", include(name)) for name in APP_URLS],
]
