from django.urls import URLPattern, URLResolver

app_name = "teacher"
urlpatterns: list[URLPattern | URLResolver] = []
