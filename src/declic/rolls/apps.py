from django.apps import AppConfig


class RollsConfig(AppConfig):
    name = "declic.rolls"
    label = "rolls"
    verbose_name = "Listes d’élèves"
    default_auto_field = "django.db.models.BigAutoField"
