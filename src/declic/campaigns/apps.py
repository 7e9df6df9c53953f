from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "declic.campaigns"
    label = "campaigns"
    verbose_name = "Messages aux familles"
    default_auto_field = "django.db.models.BigAutoField"
