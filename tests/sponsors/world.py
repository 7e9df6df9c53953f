"""A draft of an agreement, for tests of its life."""

from datetime import date

from declic.sponsors import actions
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.rules.agreements import Terms
from tests.world import NOW, make_sponsor

BEGINS, ENDS = date(2026, 9, 1), date(2027, 8, 31)


def a_draft(sponsor: Sponsor | None = None, terms: Terms = Terms(), **dates: date) -> Agreement:  # noqa: B008
    given_dates = {"starts_on": BEGINS, "ends_on": ENDS, **dates}
    sponsor = sponsor or make_sponsor(agreement=False)
    return actions.draft_agreement(sponsor=sponsor, terms=terms, now=NOW, **given_dates)
