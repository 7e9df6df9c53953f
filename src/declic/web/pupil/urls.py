from django.urls import URLPattern, URLResolver

app_name = "pupil"
urlpatterns: list[URLPattern | URLResolver] = []
