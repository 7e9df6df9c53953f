from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from declic.web.layout import plate
from declic.web.public import go_on, no_more, views

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("comment-ca-marche/", views.how, name="how"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("vos-donnees/", views.privacy, name="privacy"),
    path("mentions-legales/", views.legal, name="legal"),
    path("messages/non/<str:ticket>/", no_more.no_more, name="no_more"),
    path("continuer/<str:link>/", go_on.go_on, name="go_on"),
    path("hors-ligne/", views.offline, name="offline"),
    path("affichage/", views.theme, name="theme"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/planche/", plate.show, name="plate"))
