"""Every address of the service."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

AUDIENCES = [
    ("", "public"),
    ("", "account"),
    ("", "pupil"),
    ("famille/", "guardian"),
    ("", "teacher"),
    ("", "room"),
    ("partenaire/", "sponsor"),
    ("", "staff"),
]
if settings.DEMO:
    AUDIENCES.append(("demo/", "demo"))

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(f"declic.web.{audience}.urls")) for prefix, audience in AUDIENCES
]
urlpatterns += [path("compte/", include("allauth.urls")), path("admin/", admin.site.urls)]
