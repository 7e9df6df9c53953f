from django.apps import AppConfig


class SponsorsConfig(AppConfig):
    name = "declic.sponsors"
    label = "sponsors"
    verbose_name = "Partenaires"
    default_auto_field = "django.db.models.BigAutoField"
