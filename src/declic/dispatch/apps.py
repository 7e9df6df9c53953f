from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "declic.dispatch"
    label = "dispatch"
    verbose_name = "Demandes et appels"
    default_auto_field = "django.db.models.BigAutoField"
