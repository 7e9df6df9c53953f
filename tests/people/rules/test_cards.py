"""What a sign-in card holds."""

from hypothesis import given
from hypothesis import strategies as st

from declic.ground.ids import ALPHABET
from declic.people.rules.cards import CARD_PICTURES, SHORT_CODE_LENGTH, card_secrets, digest
from declic.web.layout.pictures import SIGN_IN

KEY = b"a key for tests"


@given(st.binary(min_size=16, max_size=64), st.integers(1, 10**9), st.integers(1, 1000))
def test_a_card_is_readable_and_printed_again_the_same(key: bytes, pupil_id: int, generation: int) -> None:
    secrets = card_secrets(key, pupil_id, generation)
    assert secrets == card_secrets(key, pupil_id, generation)
    assert len(secrets.short_code) == SHORT_CODE_LENGTH
    assert set(secrets.short_code) <= set(ALPHABET)
    assert len(secrets.token) == 22
    assert len(set(secrets.pictures)) == 3
    assert set(secrets.pictures) <= set(CARD_PICTURES)


def test_another_pupil_generation_or_key_is_another_card() -> None:
    cards = [card_secrets(KEY, 1, 1), card_secrets(KEY, 1, 2), card_secrets(KEY, 2, 1), card_secrets(b"other", 1, 1)]
    assert len({card.short_code for card in cards}) == 4
    assert len({card.token for card in cards}) == 4


def test_the_picture_orders_are_spread() -> None:
    orders = {card_secrets(KEY, pupil_id, 1).pictures for pupil_id in range(2000)}
    assert len(orders) > 900  # of 12 x 11 x 10


def test_the_digest_is_keyed() -> None:
    assert digest(KEY, "ACDEFHJK") != digest(b"other", "ACDEFHJK")


def test_the_pictures_of_a_card_are_those_of_the_page() -> None:
    assert set(CARD_PICTURES) == set(SIGN_IN)
