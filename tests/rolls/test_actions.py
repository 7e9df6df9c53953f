"""A list from its file to the pupils it names: all of it or nothing, and the same twice."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from declic.ground.errors import NotYours, Refusal
from declic.journal.models import Fact
from declic.people.rules.consents import CONSENTS
from declic.rolls import actions, documents
from declic.rolls.models import RollEntry, RollFile, RollNotice
from declic.rolls.queries import access_entry, entries_of, groups_of, remembered, work_to_do
from declic.rolls.rules.columns import Field, proposed
from declic.sponsors.actions import Child, issue_code, register_at_desk
from declic.sponsors.models import ActivationCode, Officer
from declic.sponsors.queries import shared_codes
from tests.rolls import files
from tests.rolls.sending import COMMITTED, applied, listed, officer, rolls_dir, send, tried, worked
from tests.world import NOW, later, make_officer, make_sponsor

__all__ = ["officer", "rolls_dir"]

pytestmark = pytest.mark.django_db


@COMMITTED
def test_a_list_gives_each_pupil_a_code_of_their_own(officer: Officer, rolls_dir: Path) -> None:
    file = applied(officer, files.onde())
    assert file.counts == {
        "rows": 5,
        "repeated": 0,
        "refused": 0,
        "aside": 0,
        "new": 5,
        "changed": 0,
        "same": 0,
        "gone": 0,
        "unread": 0,
        "doubted": 0,
    }
    assert len(listed()) == 5
    codes = ActivationCode.objects.filter(sponsor=officer.sponsor)
    assert {(code.scope, code.ceiling, len(code.code), code.label) for code in codes} == {("personal", 5, 10, "")}
    assert not shared_codes(officer.sponsor).exists()
    assert list(rolls_dir.iterdir()) == []
    assert Fact.objects.get(name="RollApplied").data["added"] == 5


def test_the_same_file_again_changes_nothing(officer: Officer) -> None:
    applied(officer, files.onde())
    before = list(RollEntry.objects.order_by("pk").values())
    codes = list(ActivationCode.objects.order_by("pk").values())
    again = applied(officer, files.onde(encoding="utf-16"), seconds=100)
    assert (again.counts["new"], again.counts["changed"], again.counts["same"], again.counts["gone"]) == (0, 0, 5, 0)
    assert list(RollEntry.objects.order_by("pk").values()) == before
    assert list(ActivationCode.objects.order_by("pk").values()) == codes


def test_nothing_of_the_columns_that_are_not_needed_is_stored(officer: Officer, rolls_dir: Path) -> None:
    file = tried(officer, files.onde())
    kept = json.dumps([list(RollFile.objects.values()), list(Fact.objects.values("data"))], default=str)
    assert "Église" not in kept
    assert "95270" not in kept
    rows = (rolls_dir / str(file.pk) / "rows").read_text()
    assert "2018" not in rows
    assert "070000001AA" not in rows
    assert oct((rolls_dir / str(file.pk) / "sent").stat().st_mode & 0o777) == "0o600"
    actions.ask_application(file=file, removes=False, now=later(9))
    worked(file, 10)
    entries = json.dumps(list(RollEntry.objects.values()), default=str)
    assert "Église" not in entries
    assert "070000001AA" not in entries
    assert "2018-03-14" not in entries


def test_rows_that_are_wrong_are_told_one_by_one_and_the_others_taken(officer: Officer) -> None:
    children = [*files.CHILDREN, ("", "Sans", "01/01/2018", "", "CE1"), ("GRAND", "Tom", "01/01/1960", "", "CP")]
    children += [("PETIT", "Lou", "01/01/2022", "", "GS"), files.CHILDREN[0]]
    file = tried(officer, files.onde(children))
    assert (file.counts["refused"], file.counts["aside"], file.counts["new"]) == (3, 1, 5)
    told = [(one.number, one.code) for one in documents.refused_of(file.pk)]
    assert told == [(7, "no_name"), (8, "bad_birth"), (9, "nursery"), (10, "duplicate")]
    duplicate = documents.refused_of(file.pk)[-1]
    assert duplicate.cells == ["LEFÈVRE", "", "Zoé", "", "", "CE2"]
    assert not RollEntry.objects.exists()


def test_a_row_whose_first_name_is_none_is_told_with_its_line_and_nothing_of_it_is_lost(officer: Officer) -> None:
    children = [*files.CHILDREN, ("PETIT", "+33", "01/01/2018", "", "CE1"), ("NOËL", "-", "01/01/2018", "", "CE1")]
    file = tried(officer, files.onde(children))
    assert (file.counts["refused"], file.counts["new"]) == (2, 5)
    told = documents.refused_of(file.pk)
    assert [(one.number, one.code) for one in told] == [(7, "contact_in_name"), (8, "not_a_first_name")]
    assert [one.cells[2] for one in told] == ["+33", "-"]
    assert told[1].reason == "Un prénom s’écrit avec des lettres, des traits d’union et des apostrophes seulement."


def test_a_sheet_that_lists_everybody_beside_those_of_classes_lists_each_once(officer: Officer) -> None:
    names = ["Nom", "Prénom"]
    everybody = [
        [*names, "Né le", "Classe"],
        ["BA", "Awa", date(2018, 1, 2), "CE1 A"],
        ["LI", "Bo", date(2017, 3, 4), "CE2"],
        ["MA", "Tom", None, "CM1"],
        ["MA", "", None, "CM1"],
    ]
    sheets = {
        "CE1 A": [names, ["BA", "Awa"]],
        "CE2-CM1": [names, ["LI", "Bo"], ["MA", "Tom"], ["ROY", "Léo"]],
        "Ensemble": everybody,
    }
    file = applied(officer, files.workbook(sheets))
    assert (file.counts["rows"], file.counts["repeated"], file.counts["refused"]) == (8, 3, 2)
    assert [row[:3] for row in listed()] == [("BA", "Awa", "CE1"), ("LI", "Bo", "CE2"), ("MA", "Tom", "CM1")]
    again = tried(officer, files.workbook(sheets), seconds=100)
    assert (again.counts["new"], again.counts["changed"], again.counts["same"]) == (0, 0, 3)
    told = [(one.number, one.reason.replace("\u00a0", " ").split(" : ")[0]) for one in documents.refused_of(again.pk)]
    assert told == [(4, "Feuille « CE2-CM1 »"), (5, "Feuille « Ensemble »")]


def test_namesakes_of_two_sheets_without_class_or_date_are_asked_about_then_both_listed(officer: Officer) -> None:
    head, first, other = ["Nom", "Prénom", "Niveau"], ["LI", "Bo", "CE2"], ["MA", "Tom", "CM1"]
    sheets = {"Rue Haute": [head, ["BA", "Awa", "CM1"], first], "Gare": [head, ["BA", "Awa", "CM1"], other]}
    file = applied(officer, files.workbook(sheets))
    assert (file.counts["new"], file.counts["refused"], file.counts["repeated"]) == (3, 1, 0)
    dated = {
        title: [[*head, "Né le"], [*rows[1], date(2017, day, 2)], [*rows[2], None]]
        for day, (title, rows) in enumerate(sheets.items(), start=1)
    }
    again = applied(officer, files.workbook(dated), seconds=100)
    assert (again.counts["new"], again.counts["refused"], again.counts["same"]) == (2, 0, 2)


def test_levels_outside_the_agreement_are_left_aside(officer: Officer) -> None:
    officer.sponsor.agreements.update(levels="CP CE1")
    file = tried(officer, files.onde())
    assert (file.counts["new"], file.counts["aside"]) == (2, 3)


def test_without_a_word_about_the_families_nothing_is_taken(officer: Officer) -> None:
    file = SimpleUploadedFile("liste.csv", files.onde())
    with pytest.raises(Refusal, match="familles"):
        actions.send_file(officer=officer, file=file, informed=False, now=NOW)
    send(officer, files.onde())
    assert RollNotice.objects.get().by == officer.account


def test_what_was_chosen_is_proposed_the_next_time(officer: Officer) -> None:
    data = files.csv_of([("Qui", "Prénom", "Groupe"), ("BA", "Awa", "CP")])
    sent = send(officer, data)
    columns = {0: Field.LAST_NAME, 1: Field.FIRST_NAME, 2: Field.LEVEL}
    actions.ask_trial(file=sent, columns=columns, school="A", now=later(1))
    worked(sent, 2)
    assert proposed(["Qui", "Prénom", "Groupe"], remembered(officer.sponsor)) == columns


def test_work_taken_up_by_one_is_not_by_another_and_is_again_once_silent(officer: Officer) -> None:
    sent = send(officer, files.onde())
    columns = proposed(documents.look_of(sent.pk).headers)
    actions.ask_trial(file=sent, columns=columns, school="A", now=later(1))
    ours, theirs = work_to_do(later(2)), work_to_do(later(2))
    assert ours is not None
    assert theirs is not None
    assert actions.take_up(file=ours, now=later(2))
    assert not actions.take_up(file=theirs, now=later(2))
    assert work_to_do(later(30)) is None
    assert work_to_do(later(90)) is not None


def test_applying_twice_at_once_applies_once(officer: Officer) -> None:
    file = tried(officer, files.onde())
    actions.ask_application(file=file, removes=False, now=later(3))
    actions.apply_file(file=file, now=later(4))
    with pytest.raises(Refusal) as refused:
        actions.apply_file(file=file, now=later(4))
    assert refused.value.code in ("too_late", "file_gone")
    assert len(listed()) == 5


def test_a_family_that_uses_its_code_stays_enrolled_whatever_becomes_of_the_list(officer: Officer) -> None:
    applied(officer, files.onde())
    entry = RollEntry.objects.get(first_name="Zoé")
    kinds = [text.kind for text in CONSENTS]
    register_at_desk(
        officer=officer, code=entry.code, name="Mme Lefèvre", children=[Child("Zoé", "CE2")], accepted=kinds, now=NOW
    )
    assert [(group.level, group.listed) for group in groups_of(officer.sponsor)] == [
        (level, 1) for level in ("CP", "CE1", "CE2", "CM1", "CM2")
    ]
    assert sum(one.code.uses for one in entries_of(officer.sponsor)) == 1
    actions.renew_code(entry=RollEntry.objects.get(pk=entry.pk), officer=officer, now=later(50))
    assert sum(one.code.uses for one in entries_of(officer.sponsor)) == 0, "the new card tells nothing of the old one"
    assert ActivationCode.objects.get(pk=entry.code_id).uses == 1
    actions.remove_entry(entry=RollEntry.objects.get(pk=entry.pk), officer=officer, now=later(60))
    assert ActivationCode.objects.filter(pk=entry.code_id).exclude(revoked_at=None).count() == 1
    assert officer.sponsor.enrolments.filter(until=None).count() == 1


def test_a_lost_card_opens_nothing_any_more(officer: Officer) -> None:
    applied(officer, files.onde())
    entry = RollEntry.objects.select_related("code").first()
    assert entry is not None
    old = entry.code.code
    fresh = actions.renew_code(entry=entry, officer=officer, now=later(50))
    assert fresh.code != old
    assert not ActivationCode.objects.filter(code=old).exists()
    assert access_entry(officer, entry.pk).code.code == fresh.code


def test_the_list_of_another_sponsor_is_not_found(officer: Officer) -> None:
    applied(officer, files.onde())
    entry = RollEntry.objects.first()
    assert entry is not None
    with pytest.raises(NotYours):
        access_entry(make_officer(make_sponsor()), entry.pk)


def test_lists_of_two_sponsors_do_not_touch(officer: Officer) -> None:
    other = make_officer(make_sponsor())
    issue_code(sponsor=officer.sponsor, ceiling=5, now=NOW)
    applied(officer, files.onde())
    applied(other, files.onde(), seconds=100)
    assert RollEntry.objects.count() == 10
    assert actions.erase_roll(officer=officer, now=later(300)) == 5
    assert RollEntry.objects.filter(sponsor=other.sponsor).count() == 5
    assert shared_codes(officer.sponsor).count() == 1
