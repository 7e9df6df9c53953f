"""docs/states.md is what the tables say."""

from pathlib import Path

from declic.ground.lifecycle import states_page
from declic.web.management.commands.diagrams import LIVES

PAGE = Path(__file__).parents[2] / "docs" / "states.md"


def test_the_page_is_fresh() -> None:
    """If not: `declic diagrams`."""
    assert PAGE.read_text() == states_page(LIVES)


def test_it_shows_every_life() -> None:
    titles = [line[3:] for line in PAGE.read_text().splitlines() if line.startswith("## ")]
    of_lessons = ["HelpRequest", "Offer", "Duty", "Lesson"]
    of_people = ["Rota", "Shift", "Swap", "Agreement", "RollFile", "Campaign", "CampaignLetter", "EndNotice"]
    assert titles == of_lessons + of_people
