from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "declic.lessons"
    label = "lessons"
    verbose_name = "Leçons"
    default_auto_field = "django.db.models.BigAutoField"
