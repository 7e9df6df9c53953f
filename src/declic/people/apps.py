from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "declic.people"
    label = "people"
    verbose_name = "Personnes"
    default_auto_field = "django.db.models.BigAutoField"
