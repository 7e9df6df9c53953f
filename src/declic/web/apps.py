from django.apps import AppConfig
from django.core.validators import EmailValidator

INCOMPLETE = "Il manque quelque chose à cette adresse e-mail\u00a0: elle s’écrit comme nom@exemple.fr."


class WebConfig(AppConfig):
    name = "declic.web"
    label = "web"

    def ready(self) -> None:
        """Django says « courriel » where every page of ours says « adresse e-mail »."""
        EmailValidator.message = INCOMPLETE
