"""A list from its file to the pupils it names: all of it or nothing, the same twice, and forgotten in time."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from declic.ground.errors import NotYours, Refusal
from declic.jobs.lister import work
from declic.journal.models import Fact
from declic.people.rules.consents import CONSENTS
from declic.rolls import actions, documents
from declic.rolls.models import RollEntry, RollFile, RollNotice
from declic.rolls.queries import access_entry, access_file, entries_of, groups_of, remembered, work_to_do
from declic.rolls.rules.columns import Field, proposed
from declic.rolls.rules.states import kept_until
from declic.sponsors.actions import Child, issue_code, register_at_desk
from declic.sponsors.models import ActivationCode, Officer
from declic.sponsors.queries import shared_codes
from tests.rolls import files
from tests.world import NOW, later, make_officer, make_sponsor

pytestmark = pytest.mark.django_db
COMMITTED = pytest.mark.django_db(transaction=True)
"""Files go once what was written is committed."""


@pytest.fixture(autouse=True)
def rolls_dir(settings: Any, tmp_path: Path) -> Path:
    settings.ROLLS_DIR = tmp_path / "lists"
    return tmp_path / "lists"


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_sponsor())


def send(officer: Officer, data: bytes, *, seconds: float = 0, instead_of: str = "") -> RollFile:
    file = SimpleUploadedFile("liste.csv", data)
    return actions.send_file(officer=officer, file=file, informed=True, now=later(seconds), instead_of=instead_of)


def tried(officer: Officer, data: bytes, *, school: str = "École A", seconds: float = 0) -> RollFile:
    sent = send(officer, data, seconds=seconds)
    columns = proposed(documents.look_of(sent.pk).headers, remembered(officer.sponsor))
    actions.ask_trial(file=sent, columns=columns, school=school, now=later(seconds + 1))
    return worked(sent, seconds + 2)


def worked(file: RollFile, seconds: float) -> RollFile:
    """As the clock takes it up."""
    (waiting,) = [work_to_do(later(seconds))]
    assert waiting is not None
    work(waiting, later(seconds))
    file.refresh_from_db()
    return file


def applied(
    officer: Officer, data: bytes, *, school: str = "École A", seconds: float = 0, removes: bool = False
) -> RollFile:
    file = tried(officer, data, school=school, seconds=seconds)
    assert file.state == "checked", file.refusal
    actions.ask_application(file=file, removes=removes, now=later(seconds + 3))
    return worked(file, seconds + 4)


def listed() -> list[tuple[str, str, str, str]]:
    rows = RollEntry.objects.order_by("last_name", "first_name")
    return [(row.last_name, row.first_name, row.level, row.school) for row in rows]


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


def test_who_moved_up_keeps_their_code_and_who_left_goes_only_if_told(officer: Officer) -> None:
    applied(officer, files.onde())
    zoe = RollEntry.objects.get(first_name="Zoé")
    last, first, born, ine, _ = files.CHILDREN[0]
    next_year = files.onde([(last, first, born, ine, "CM1"), *files.CHILDREN[2:]])
    file = applied(officer, next_year, seconds=100)
    assert (file.counts["changed"], file.counts["gone"]) == (1, 0)
    assert RollEntry.objects.get(pk=zoe.pk).level == "CM1"
    assert RollEntry.objects.get(pk=zoe.pk).code_id == zoe.code_id
    file = applied(officer, next_year, seconds=200, removes=True)
    assert file.counts["gone"] == 1
    assert "N'DIAYE" not in [row[0] for row in listed()]
    assert ActivationCode.objects.count() == 4


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


def test_whoever_is_on_a_line_to_correct_is_not_removed(officer: Officer, rolls_dir: Path) -> None:
    applied(officer, files.onde())
    codes = {entry.first_name: entry.code.code for entry in entries_of(officer.sponsor)}
    (last, first, born, _, _), second, third, *_ = files.CHILDREN
    slips = [
        (last, first, born, "", "CE2/CM1"),  # found by name and date
        (*second[:2], "02/11/1919", *second[3:]),  # found by INE
        ("", *third[1:]),
    ]
    file = tried(officer, files.onde([*slips, files.CHILDREN[3]]), seconds=100)
    assert {name: file.counts[name] for name in ("refused", "gone", "unread")} == {"refused": 3, "gone": 1, "unread": 0}
    kept = json.loads("[" + ",".join((rolls_dir / str(file.pk) / "slips").read_text().split("\n")[:-1]) + "]")
    assert [sorted(map(len, keys[:2])) for keys in kept] == [[0, 40], [0, 40], [0, 40]], "keyed hashes alone"
    assert [keys[2:] for keys in kept] == [[True], [False], [False]], "and whether a date is in them"
    actions.ask_application(file=file, removes=True, now=later(110))
    assert worked(file, 111).counts["gone"] == 1
    left = {entry.first_name: entry.code.code for entry in entries_of(officer.sponsor)}
    assert left == {name: code for name, code in codes.items() if name != "Sékou"}


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


def test_nobody_is_removed_while_a_line_to_correct_may_be_anybody_s(officer: Officer) -> None:
    applied(officer, files.onde())
    last, first, _, _, level = files.CHILDREN[0]
    for at, slip in enumerate([(last, first, "14/03/1918", "", level), ("", first, "14/03/2018", "", level)], start=1):
        file = tried(officer, files.onde([slip, *files.CHILDREN[2:]]), seconds=100 * at)
        assert (file.counts["refused"], file.counts["gone"], file.counts["unread"]) == (1, 2, 1)
        with pytest.raises(Refusal) as refused:
            actions.ask_application(file=file, removes=True, now=later(100 * at + 10))
        assert refused.value.code == "lines_to_correct"
        actions.ask_application(file=file, removes=False, now=later(100 * at + 11))
        assert worked(file, 100 * at + 12).counts["gone"] == 0
    assert len(listed()) == 5


DATED = (("Nom", "Prénom", "Classe", "Né le"), ("BA", "Awa", "CP", "01/02/2020"), ("LI", "Bo", "CE1", "01/02/2019"))
UNDATED = tuple(row[:3] for row in DATED)
BY_INE = tuple((*row[:3], ine) for row, ine in zip(DATED, ("INE", files.ine(1), files.ine(2)), strict=True))
ONE_UNDATED = (*DATED[:2], (*DATED[2][:3], ""))


@pytest.mark.parametrize(
    ("before", "after", "doubted"),
    [
        (DATED, UNDATED, 2),
        (UNDATED, DATED, 2),
        (DATED, BY_INE, 2),
        (DATED, ONE_UNDATED, 1),
        (DATED, UNDATED[:2], 2),
        (DATED, (*DATED[:1], ("MA", "Tom", "CP", "01/02/2020")), 0),
        (BY_INE, (*BY_INE[:1], ("MA", "Tom", "CP", files.ine(3))), 0),
        (UNDATED, (*UNDATED[:1], ("MA", "Tom", "CP")), 0),
    ],
)
def test_pupils_a_file_knows_otherwise_than_the_list_are_not_removed(
    officer: Officer, before: tuple[Any, ...], after: tuple[Any, ...], doubted: int
) -> None:
    applied(officer, files.csv_of(before))
    codes = {entry.code.code for entry in entries_of(officer.sponsor)}
    file = tried(officer, files.csv_of(after), seconds=100)
    assert file.counts["doubted"] == doubted
    if doubted:
        with pytest.raises(Refusal) as refused:
            actions.ask_application(file=file, removes=True, now=later(110))
        assert refused.value.code == "known_otherwise"
    actions.ask_application(file=file, removes=not doubted, now=later(111))
    RollFile.objects.update(removes=True)  # as asked of a list that has become another since
    assert worked(file, 112).counts["gone"] == (0 if doubted else 2)
    kept = {entry.code.code for entry in entries_of(officer.sponsor)} & codes
    assert len(kept) == (2 if doubted else 0)


def test_a_line_to_correct_without_the_date_the_list_has_may_be_anybody_s(officer: Officer) -> None:
    applied(officer, files.csv_of(DATED))
    slip = ("LI", "Bo", "CE1 CE2", "")
    file = tried(officer, files.csv_of([*DATED[:2], slip]), seconds=100)
    assert (file.counts["gone"], file.counts["unread"], file.counts["doubted"]) == (1, 1, 0)


def test_levels_outside_the_agreement_are_left_aside(officer: Officer) -> None:
    officer.sponsor.agreements.update(levels="CP CE1")
    file = tried(officer, files.onde())
    assert (file.counts["new"], file.counts["aside"]) == (2, 3)


@COMMITTED
def test_a_file_that_breaks_on_its_way_is_refused_whole(officer: Officer, rolls_dir: Path) -> None:
    data = files.onde(files.many(400)) + b'"A;B\r\n' + files.onde(files.many(400))
    file = tried(officer, data)
    assert file.state == "refused"
    assert "ligne 402" in file.refusal
    assert list(rolls_dir.iterdir()) == []
    assert not RollEntry.objects.exists()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", files.zipped({"a.zip": b"x"})])
def test_a_file_that_is_no_list_leaves_nothing(officer: Officer, rolls_dir: Path, data: bytes) -> None:
    with pytest.raises(Refusal):
        send(officer, data)
    assert not RollFile.objects.exists()
    assert not RollNotice.objects.exists()
    assert list(rolls_dir.iterdir()) == []


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


def test_another_file_takes_the_place_of_one_not_applied(officer: Officer, rolls_dir: Path) -> None:
    first = send(officer, files.onde())
    colleague = make_officer(officer.sponsor)
    with pytest.raises(Refusal) as refused:
        send(colleague, files.onde(), seconds=4)
    assert refused.value.code == "colleague_s"
    assert [file.pk for file in RollFile.objects.all()] == [first.pk]
    second = send(colleague, files.onde(), seconds=5, instead_of=str(first.pk))
    assert [file.pk for file in RollFile.objects.all()] == [second.pk]
    with pytest.raises(NotYours):
        access_file(officer, first.pk)


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


def test_after_the_school_year_and_a_month_nothing_is_left(officer: Officer) -> None:
    applied(officer, files.onde())
    assert kept_until(NOW.date()).isoformat() == "2027-08-05"
    actions.forget_past(now=NOW.replace(year=2027, month=8, day=5))
    assert RollEntry.objects.count() == 5
    actions.forget_past(now=NOW.replace(year=2027, month=8, day=6))
    assert not RollEntry.objects.exists()
    assert not ActivationCode.objects.filter(scope="personal").exists()


def test_a_file_that_waits_is_forgotten_after_a_day(officer: Officer, rolls_dir: Path) -> None:
    tried(officer, files.onde())
    actions.forget_past(now=NOW + timedelta(hours=23))
    assert RollFile.objects.exists()
    actions.forget_past(now=NOW + timedelta(hours=25))
    assert not RollFile.objects.exists()


@COMMITTED
def test_what_lies_in_the_folder_goes_with_its_row(officer: Officer, rolls_dir: Path) -> None:
    file = tried(officer, files.onde())
    actions.drop_file(file=file, now=later(9))
    assert list(rolls_dir.iterdir()) == []
