from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "declic.web"
    label = "web"
