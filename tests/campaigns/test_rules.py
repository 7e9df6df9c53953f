"""When messages leave, what they say, who is held out, and what they are said to have changed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.campaigns.rules import limits, words
from declic.campaigns.rules.effect import Group, Verdict, between, effect, wilson
from declic.campaigns.rules.states import CAMPAIGN_LIFE, Audience, CampaignState, Channel
from declic.ground.errors import Refusal
from tests.refusals import refused
from tests.world import NOW

KEY = b"a key of tests"


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), True),  # eight o'clock in Paris
        (datetime(2026, 11, 23, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 18, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 19, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 6, 18, 0, tzinfo=UTC), False),  # in summer: eight in the evening
        (datetime(2026, 11, 22, 11, 0, tzinfo=UTC), False),  # a Sunday
        (datetime(2026, 11, 21, 11, 0, tzinfo=UTC), True),
    ],
)
def test_nothing_leaves_at_night_nor_on_a_sunday(moment: datetime, leaves: bool) -> None:  # noqa: FBT001
    assert limits.may_leave(moment) is leaves


def test_a_moment_is_to_come_soon_and_by_day() -> None:
    limits.check_moment(NOW + timedelta(days=1), NOW)
    with refused("past"):
        limits.check_moment(NOW - timedelta(minutes=1), NOW)
    with refused("too_far"):
        limits.check_moment(NOW + timedelta(days=61), NOW)
    with refused("quiet"):
        limits.check_moment(NOW + timedelta(hours=3), NOW)


def test_numbers_have_their_ceilings() -> None:
    limits.check_number(1)
    with refused("too_many"):
        limits.check_number(2)
    limits.check_size(5_001)
    limits.check_size(limits.SIZE_MAX)
    with refused("too_large"):
        limits.check_size(limits.SIZE_MAX + 1)
    limits.check_size(0)


def test_the_lot_is_the_same_each_time_and_about_one_in_five() -> None:
    drawn = [limits.is_held_out(KEY, "7", guardian) for guardian in range(10_000)]
    assert drawn == [limits.is_held_out(KEY, "7", guardian) for guardian in range(10_000)]
    assert 1_900 < sum(drawn) < 2_100
    other = [limits.is_held_out(KEY, "8", guardian) for guardian in range(10_000)]
    assert 300 < sum(a and b for a, b in zip(drawn, other, strict=True)) < 500


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("channel", Channel)
def test_each_ready_text_may_leave_as_it_is(audience: Audience, channel: Channel) -> None:
    words.checked(channel, words.TITLES[audience], words.TEXTS[audience, channel])


def test_two_words_are_filled_in_and_nothing_else_is_read() -> None:
    said = words.filled("{prenom}, {commune}", name="{commune} Ba", commune="{prenom}")
    assert said == "{commune}, {prenom}"
    assert words.first_name("Karima Benali") == "Karima"
    assert words.first_name("Mme Ba") == "Mme Ba"
    assert words.first_name("Madame Ba") == "Madame Ba"
    assert words.first_name("Ana\r\nBcc: x@y.fr") == "Ana"
    for text in ("{nom}", "{prenom.__class__}", "{0}", "a}", "{prenom"):
        with refused("unknown_field"):
            words.checked(Channel.SMS, "", text)


def test_what_is_written_is_cleaned_and_bounded() -> None:
    assert words.checked(Channel.EMAIL, " Un\r\nBcc: a ", " Bonjour\r\n\x00vous ") == ("Un Bcc: a", "Bonjour\nvous")
    with refused("no_title"):
        words.checked(Channel.EMAIL, " ", "Bonjour")
    with refused("title_too_long"):
        words.checked(Channel.EMAIL, "a" * 81, "Bonjour")
    with refused("no_text"):
        words.checked(Channel.SMS, "", " \n ")
    with refused("text_too_long"):
        words.checked(Channel.SMS, "", "a" * 261)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a" * 201, "word_too_long"),
        ("Bonjour {prenom}", "word_unknown_field"),
        ("Viens sur https://exemple.fr", "contact_in_word"),
        ("Appelle le 06 12 34 56 78", "contact_in_word"),
    ],
)
def test_what_is_said_to_children_is_short_and_leads_nowhere(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        words.checked_for_pupils(Audience.NEVER_CAME, text)
    assert refusal.value.code == code


def test_no_word_is_said_to_the_children_of_families_that_have_none_enrolled() -> None:
    with pytest.raises(Refusal) as refusal:
        words.checked_for_pupils(Audience.NOT_ENROLLED, "Courage !")
    assert refusal.value.code == "no_pupils"
    assert words.checked_for_pupils(Audience.NOT_ENROLLED, " \n ") == ""
    assert words.checked_for_pupils(Audience.CAME_ONCE, " À {commune},\n courage !\x00 ") == "À {commune}, courage !"


def test_the_interval_is_that_of_the_textbook() -> None:
    """Newcombe (1998), table II, example (a): 56 of 70 beside 48 of 80."""
    low, high = between(Group(70, 56), Group(80, 48))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@given(st.integers(1, 500), st.data())
def test_a_share_is_within_its_interval(families: int, data: st.DataObject) -> None:
    came = data.draw(st.integers(0, families))
    low, high = wilson(Group(families, came))
    assert -2e-9 <= low - 1e-9 <= came / families <= high + 1e-9 <= 1 + 2e-9


def test_the_verdict_says_no_more_than_the_numbers() -> None:
    assert effect(14, Group(400, 120), Group(100, 10), is_over=False).verdict is Verdict.TOO_SOON
    more = effect(14, Group(400, 120), Group(100, 10), is_over=True)
    assert more.verdict is Verdict.MORE
    assert more.low > 0
    assert effect(14, Group(400, 20), Group(100, 20), is_over=True).verdict is Verdict.LESS
    assert effect(14, Group(80, 10), Group(20, 5), is_over=True).verdict is Verdict.UNKNOWN
    for sent, held in ((Group(40, 4), Group(20, 8)), (Group(40, 20), Group(10, 6)), (Group(0, 0), Group(0, 0))):
        few = effect(28, sent, held, is_over=True)
        assert (few.verdict, few.sent, few.held, few.low, few.high) == (Verdict.TOO_FEW, 0, 0, 0, 0)


def test_a_campaign_moves_only_as_its_table_says() -> None:
    assert CAMPAIGN_LIFE.moves[CampaignState.SENT] == {CampaignState.CANCELLED}, "while some may wait to leave"
    assert CAMPAIGN_LIFE.is_final(CampaignState.CANCELLED)
    assert not CAMPAIGN_LIFE.can(CampaignState.DRAFT, CampaignState.SENDING)
    assert not CAMPAIGN_LIFE.can(CampaignState.SENDING, CampaignState.DRAFT)


def test_a_large_campaign_is_spread_over_days() -> None:
    assert [limits.days_of(families) for families in (0, 1, 5_000, 5_001, 100_000)] == [1, 1, 1, 2, 20]
