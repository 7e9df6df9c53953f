"""Cards are derived, teachers are dated, names are only names."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from declic.ground.errors import Refusal
from declic.ground.ids import ALPHABET
from declic.people import rules
from declic.people.rules import TeacherState, card_secrets, digest, may_teach
from declic.web.layout.pictures import SIGN_IN

KEY = b"a key for tests"


@given(st.binary(min_size=16, max_size=64), st.integers(1, 10**9), st.integers(1, 1000))
def test_a_card_is_readable_and_printed_again_the_same(key: bytes, pupil_id: int, generation: int) -> None:
    secrets = card_secrets(key, pupil_id, generation)
    assert secrets == card_secrets(key, pupil_id, generation)
    assert len(secrets.short_code) == rules.SHORT_CODE_LENGTH
    assert set(secrets.short_code) <= set(ALPHABET)
    assert len(secrets.token) == 22
    assert len(set(secrets.pictures)) == 3
    assert set(secrets.pictures) <= set(rules.CARD_PICTURES)


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
    assert set(rules.CARD_PICTURES) == set(SIGN_IN)


@pytest.mark.parametrize(
    ("state", "until", "expected"),
    [
        (TeacherState.APPROVED, None, True),
        (TeacherState.APPROVED, date(2026, 11, 23), True),
        (TeacherState.APPROVED, date(2026, 11, 22), False),
        (TeacherState.CANDIDATE, None, False),
        (TeacherState.SUSPENDED, date(2027, 1, 1), False),
    ],
)
def test_a_teacher_teaches_while_approved_and_authorised(
    state: TeacherState, until: date | None, *, expected: bool
) -> None:
    assert may_teach(state, until, date(2026, 11, 23)) is expected


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Inès", "IN"),
        ("Karim Benali", "KB"),
        ("Mme Lefèvre", "LE"),
        ("Mme\u00a0Lefèvre", "LE"),
        ("MME LEFÈVRE", "LE"),
        ("Madame Lefèvre", "LE"),
        ("M. Le Goff", "LG"),
        ("M.Lefèvre", "LE"),
        ("Jean-Noël", "JN"),
        ("D’Arcy", "DA"),
        ("محمد", "مح"),
        ("Mme", "MM"),
        ("", ""),
        ("123", ""),
    ],
)
def test_initials_never_count_a_civility(name: str, letters: str) -> None:
    assert rules.initials(name) == letters


@given(st.text(max_size=30), st.sampled_from(["M. ", "Mme ", "Mlle ", "Monsieur ", "Madame "]))
def test_whoever_it_is_a_civility_before_changes_no_initial(name: str, civility: str) -> None:
    assume(rules.initials(name) and not rules.begins_with_civility(name))
    assert rules.initials(civility + name) == rules.initials(name)
    assert len(rules.initials(name)) <= 2


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "no_first_name"),
        ("   ", "no_first_name"),
        ("x" * 41, "first_name_too_long"),
        ("sami@x.fr", "contact_in_name"),
        ("Sami 0612345678", "contact_in_name"),
        ("+33", "contact_in_name"),
        ("06 12 34 56 78", "contact_in_name"),
        ("Léo 2", "contact_in_name"),
        ("٠٦١٢", "contact_in_name"),
        ("-", "not_a_first_name"),
        ("’", "not_a_first_name"),
        ("Léo-", "not_a_first_name"),
        ("-Léo", "not_a_first_name"),
        ("=HYPERLINK(A)", "not_a_first_name"),
        ("insta.leo", "not_a_first_name"),
        ("Léo\u202eoéL", "not_a_first_name"),
        ("<b>Léo</b>", "not_a_first_name"),
        ("Léo" + "\u0301" * 9, "not_a_first_name"),
    ],
)
def test_a_first_name_is_a_first_name(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.clean_first_name(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "typed",
    [
        "D’Arcy",
        "Jean-Noël",
        "Jean - Noël",
        "Nguyễn",
        "Nguye\u0302\u0303n",
        "Ömer",
        "محمد",
        "O’Neill",
        "O'Neill",
        "N’Guessan",
        "’Aïcha",
        "Siʻale",
        "Gal·la",
        "Хуан-Карлос",
        "陽葵",
        "अनन्या",
        "علی\u200cرضا",
        "Đ",
        "I",
        "Zoë Rose May",
        "Sa’",
    ],
)
def test_first_names_of_any_script_are_first_names(typed: str) -> None:
    assert rules.clean_first_name(typed) == typed


@given(st.text(max_size=60))
def test_whatever_is_typed_what_is_kept_is_letters_joined(typed: str) -> None:
    try:
        kept = rules.clean_first_name(typed)
    except Refusal:
        return
    assert rules.clean_first_name(kept) == kept, "taken again by the next door"
    assert any(map(str.isalpha, kept))
    assert not any(sign.isdigit() or sign in '@+=<>&"()/\\.,;:\t\r\n' for sign in kept)
    assert kept[0] not in "-+=@", "no cell of a spreadsheet is made a formula"
    assert len(kept) <= rules.FIRST_NAME_MAX


@pytest.mark.parametrize(("typed", "kept"), [("  Inès ", "Inès"), ("Marie  Lou", "Marie Lou"), ("Zoé-Ōma", "Zoé-Ōma")])
def test_a_first_name_is_kept_as_it_is_written(typed: str, kept: str) -> None:
    assert rules.clean_first_name(typed) == kept


@pytest.mark.parametrize("typed", ["Anaïs-Lou", "anais lou", " ANAISLOU "])
def test_a_first_name_is_the_same_however_it_is_typed(typed: str) -> None:
    assert rules.same_first_name(typed, "Anaïs-Lou")


@pytest.mark.parametrize("typed", ["", "-", "Anaïs", "Lou", "Anaïs-Lous"])
def test_a_part_of_a_first_name_is_another(typed: str) -> None:
    assert not rules.same_first_name(typed, "Anaïs-Lou")


@pytest.mark.parametrize(
    "typed", ["06 12 34 56 78", "0612345678", "+33 6 12 34 56 78", "0033612345678", "06.12.34.56.78"]
)
def test_a_mobile_is_kept_in_one_form_and_shown_in_one(typed: str) -> None:
    assert rules.clean_phone(typed) == "+33612345678"
    assert rules.spaced_phone("+33612345678") == "06 12 34 56 78"


@pytest.mark.parametrize(
    "typed", ["", "01 23 45 67 89", "06 12 34 56", "06 12 34 56 78 9", "+44 7 12 34 56 78", "٠٦١٢٣٤٥٦٧٨"]
)
def test_what_is_no_french_mobile_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.clean_phone(typed)
    assert refused.value.code == "bad_phone"
