"""Every state and every move of a help request, an offer and a duty; the diagrams drawn from them."""

from enum import Enum
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from declic.dispatch.rules import DUTY_LIFE, HELP_LIFE, OFFER_LIFE, DutyState, HelpState, OfferState
from declic.ground.lifecycle import Lifecycle
from declic.lessons.diagrams import PATH, drawn
from declic.lessons.rules import LESSON_LIFE, LessonState

ROOT = Path(__file__).parents[3]

ALLOWED: dict[Lifecycle[Any], str] = {
    HELP_LIFE: """
        draft: waiting scheduled
        scheduled: waiting draft cancelled unmet
        waiting: accepted sent_back cancelled unmet scheduled
        sent_back: waiting cancelled unmet
        accepted: helped waiting cancelled
        helped: | cancelled: | unmet:
    """,
}
