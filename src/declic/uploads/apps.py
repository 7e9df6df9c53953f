from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "declic.uploads"
    label = "uploads"
    verbose_name = "Envois"
    default_auto_field = "django.db.models.BigAutoField"
