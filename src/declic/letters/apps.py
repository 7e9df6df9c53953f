from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "declic.letters"
    label = "letters"
    verbose_name = "Lettres"
    default_auto_field = "django.db.models.BigAutoField"
