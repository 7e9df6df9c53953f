"""What is a name, and what is made of it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from declic.ground.errors import Refusal
from declic.people.rules.names import FIRST_NAME_MAX, begins_with_civility, clean_first_name, initials, same_first_name


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
    assert initials(name) == letters


@given(st.text(max_size=30), st.sampled_from(["M. ", "Mme ", "Mlle ", "Monsieur ", "Madame "]))
def test_whoever_it_is_a_civility_before_changes_no_initial(name: str, civility: str) -> None:
    assume(initials(name) and not begins_with_civility(name))
    assert initials(civility + name) == initials(name)
    assert len(initials(name)) <= 2


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
        clean_first_name(typed)
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
    assert clean_first_name(typed) == typed


@given(st.text(max_size=60))
def test_whatever_is_typed_what_is_kept_is_letters_joined(typed: str) -> None:
    try:
        kept = clean_first_name(typed)
    except Refusal:
        return
    assert clean_first_name(kept) == kept, "taken again by the next door"
    assert any(map(str.isalpha, kept))
    assert not any(sign.isdigit() or sign in '@+=<>&"()/\\.,;:\t\r\n' for sign in kept)
    assert kept[0] not in "-+=@", "no cell of a spreadsheet is made a formula"
    assert len(kept) <= FIRST_NAME_MAX


@pytest.mark.parametrize(("typed", "kept"), [("  Inès ", "Inès"), ("Marie  Lou", "Marie Lou"), ("Zoé-Ōma", "Zoé-Ōma")])
def test_a_first_name_is_kept_as_it_is_written(typed: str, kept: str) -> None:
    assert clean_first_name(typed) == kept


@pytest.mark.parametrize("typed", ["Anaïs-Lou", "anais lou", " ANAISLOU "])
def test_a_first_name_is_the_same_however_it_is_typed(typed: str) -> None:
    assert same_first_name(typed, "Anaïs-Lou")


@pytest.mark.parametrize("typed", ["", "-", "Anaïs", "Lou", "Anaïs-Lous"])
def test_a_part_of_a_first_name_is_another(typed: str) -> None:
    assert not same_first_name(typed, "Anaïs-Lou")
