"""Only in demo mode: `config.urls` leaves these out of any other."""

from django.urls import URLPattern, URLResolver, path

from declic.web.demo import views

app_name = "demo"
urlpatterns: list[URLPattern | URLResolver] = [
    path("entrer/<slug:slug>/", views.enter, name="enter"),
    path("courrier/", views.mail, name="mail"),
    path("horaires/", views.hours, name="hours"),
]
