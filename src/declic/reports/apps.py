from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "declic.reports"
    label = "reports"
    verbose_name = "Chiffres"
    default_auto_field = "django.db.models.BigAutoField"
