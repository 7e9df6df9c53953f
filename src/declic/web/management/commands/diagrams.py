"""`declic diagrams`: write docs/states.md from the tables of states and moves."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from declic.campaigns.rules.states import CAMPAIGN_LIFE, LETTER_LIFE
from declic.dispatch.rules import DUTY_LIFE, HELP_LIFE, OFFER_LIFE
from declic.ground.lifecycle import states_page
from declic.keeping.rules import NOTICE_LIFE
from declic.lessons.rules import LESSON_LIFE
from declic.planning.rules.states import ROTA_LIFE, SHIFT_LIFE, SWAP_LIFE
from declic.rolls.rules.states import FILE_LIFE
from declic.sponsors.rules.agreements import AGREEMENT_LIFE

LIVES = (
    HELP_LIFE,
    OFFER_LIFE,
    DUTY_LIFE,
    LESSON_LIFE,
    ROTA_LIFE,
    SHIFT_LIFE,
    SWAP_LIFE,
    AGREEMENT_LIFE,
    FILE_LIFE,
    CAMPAIGN_LIFE,
    LETTER_LIFE,
    NOTICE_LIFE,
)


class Command(BaseCommand):
    help = "Écrit docs/states.md d’après les tables des états."

    def handle(self, *_args: Any, **_options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "states.md"
        path.write_text(states_page(LIVES))
        self.stdout.write(f"{path.name} est à jour.")
