from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "declic.config"
    label = "config"

    def ready(self) -> None:
        from declic.config import listeners  # noqa: PLC0415  (models must be loaded first)

        listeners.connect()
