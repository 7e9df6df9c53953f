from django.urls import URLPattern, URLResolver, path

from declic.web.sponsor import views

app_name = "sponsor"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("codes/", views.codes, name="codes"),
    path("codes/<int:code_id>/revoquer/", views.revoke, name="revoke"),
]
