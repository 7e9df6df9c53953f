from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "declic.keeping"
    label = "keeping"
    verbose_name = "Fin des comptes"
    default_auto_field = "django.db.models.BigAutoField"
