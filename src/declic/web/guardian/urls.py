from django.urls import URLPattern, URLResolver

app_name = "guardian"
urlpatterns: list[URLPattern | URLResolver] = []
