"""The officer's pages of a list: from a file to cards, with nothing said of who came."""

import re
from typing import Any

import pytest

from declic.rolls.models import RollEntry, RollFile
from declic.rolls.rules.rows import NOT_MISTAKES
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import OfficerRole
from declic.web.sponsor.roll_files import ASIDE
from tests.rolls import files
from tests.rolls.world import make_entry
from tests.web.clients import signed_in
from tests.web.sponsor.lists import PAGE, _rolls_dir, at_work, columns_of, mark, officer, plain, read, sent
from tests.world import make_officer, make_sponsor

__all__ = ["_rolls_dir", "officer"]

pytestmark = pytest.mark.django_db


def test_from_the_file_to_the_cards(officer: Officer) -> None:
    client = signed_in(officer.account)
    answer = sent(client, files.onde([*files.CHILDREN, ("", "=1+1", "", "", "CP")]))
    page = read(client.get(answer.headers["Location"]))
    assert "6 colonnes serviront" in page
    assert "16 colonnes laissées de côté" in page
    assert "LEFÈVRE" in page
    columns = columns_of(page)
    assert columns["colonne-0"] == "last_name"
    url = answer.headers["Location"]
    refused = client.post(f"{url}essai/", columns)
    assert refused.status_code == 422
    assert "écrivez celle de tous ces élèves" in read(refused)
    assert client.post(f"{url}essai/", {**columns, "school": "École <b>A</b>"}).status_code == 302
    assert "On lit chaque ligne" in read(client.get(url))
    at_work()
    trial = read(client.get(url))
    assert "5 élèves nouveaux" in trial
    assert "Le nom manque." in trial
    out = client.get(f"{url}refus.csv")
    assert out.headers["Content-Disposition"].startswith("attachment")
    assert "'=1+1" in read(out)
    assert client.get(f"{url}etat/").json() == {"state": "checked", "share": 1}
    assert client.post(f"{url}appliquer/", mark(client, url)).status_code == 302
    at_work()
    assert "La liste est à jour." in read(client.get(url))
    page = read(client.get(PAGE))
    assert "École &lt;b&gt;A&lt;/b&gt;" in page
    cards = client.get(f"{PAGE}cartes.pdf", {"ecole": "École <b>A</b>", "niveau": "CP"})
    assert cards.content.startswith(b"%PDF")
    names = read(client.get(f"{PAGE}eleves/", {"ecole": "École <b>A</b>"}))
    assert all(last in names.replace("&#x27;", "'") for last, *_ in files.CHILDREN)


def test_names_that_seem_misread_are_said_before_anything_is_tried(officer: Officer) -> None:
    client = signed_in(officer.account)
    rows = [["Nom", "Prenom", "Classe"], ["Иванов", "Пётр", "CM2"], ["Петрова", "Анна", "CM1"]]
    page = read(client.get(sent(client, files.csv_of(rows, encoding="koi8-r")).headers["Location"]))
    assert "Les noms semblent mal lus, comme" in page
    assert "Essayer, sans rien changer" in page, "they may be right"


def test_a_card_two_officers_find_lost_is_made_again_once(officer: Officer) -> None:
    entry = make_entry(officer.sponsor)
    colleague, page = signed_in(make_officer(officer.sponsor).account), f"{PAGE}eleves/{entry.pk}/code/"
    lost = dict(re.findall(r'name="(lost)" value="(\d+)"', read(colleague.get(f"{PAGE}eleves/"))))
    assert "le nouveau code est" in read(signed_in(officer.account).post(page, lost, follow=True))
    entry.refresh_from_db()
    printed = entry.code
    for stale in (lost, {}):
        answer = read(colleague.post(page, stale, follow=True))
        assert f"son code a déjà été refait, c’est {printed.code[:5]}-{printed.code[5:]}" in answer
        entry.refresh_from_db()
        assert entry.code == printed, "the card that was printed since opens"


def test_the_list_is_erased_only_as_it_was_read(officer: Officer) -> None:
    make_entry(officer.sponsor)
    client = signed_in(make_officer(officer.sponsor).account)
    old = dict(re.findall(r'name="(seen)" value="(\w+)"', read(client.get(PAGE))))
    make_entry(officer.sponsor, "Bo")
    for stale in (old, {}):
        assert "rien n’est effacé" in read(client.post(f"{PAGE}effacer/", stale, follow=True))
        assert RollEntry.objects.count() == 2
    anew = dict(re.findall(r'name="(seen)" value="(\w+)"', read(client.get(PAGE))))
    assert "La liste est effacée" in read(client.post(f"{PAGE}effacer/", anew, follow=True))
    assert not RollEntry.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("enroller", 200), ("reader", 404)])
def test_only_who_enrols_opens_the_list(role: str, status: int) -> None:
    client = signed_in(make_officer(make_sponsor(), OfficerRole(role)).account)
    assert client.get(PAGE).status_code == status


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.4", "n’est pas une liste"),
        (files.zipped({"a.zip": b"x"}), "en contient un autre"),
        (b"a;b\n" * 30 + b"x" * (20 * 1024 * 1024), "20 Mo au plus"),
    ],
)
def test_a_file_that_is_not_taken_is_said_on_the_page(officer: Officer, data: bytes, said: str) -> None:
    answer = sent(signed_in(officer.account), data)
    assert answer.status_code == 422
    assert said in read(answer)
    assert not RollFile.objects.exists()


def test_what_is_past_its_day_leads_back_to_the_list(officer: Officer, settings: Any) -> None:
    client = signed_in(officer.account)
    url = sent(client, files.onde()).headers["Location"]
    settings.ROLLS_DIR = settings.ROLLS_DIR / "elsewhere"
    page = read(client.get(url, follow=True))
    assert "gardé que 24 heures" in page
    assert not RollFile.objects.exists()


def test_a_number_that_is_none_prints_nothing(officer: Officer) -> None:
    client = signed_in(officer.account)
    make_entry(officer.sponsor)
    for eleve in ("x", "0", "9" * 30, "²"):
        assert client.get(f"{PAGE}cartes.pdf", {"eleve": eleve}).status_code == 404
    assert client.get(f"{PAGE}eleves/", {"niveau": "\x00", "ecole": "\x00", "page": "-4"}).status_code < 500


def test_a_file_that_only_strikes_a_pupil_off_says_so(officer: Officer) -> None:
    client = signed_in(officer.account)
    head, *rows = ["Nom;Prénom;Niveau;Ecole;Dt. radiation", "BA;Awa;CM1;A;", "DUPONT;Léa;CM1;A;", "MARTIN;Tom;CM1;A;"]
    for last in ("", "10/10/2020"):
        RollFile.objects.all().delete()
        url = sent(client, "\r\n".join([head, *rows[:2], rows[2] + last]).encode()).headers["Location"]
        client.post(f"{url}essai/", columns_of(read(client.get(url))))
        at_work()
        tried = plain(read(client.get(url)))
        client.post(f"{url}appliquer/", {"removes": "on", **mark(client, url)})
        at_work()
    assert "1 élève n’est plus dans ce fichier." in tried
    assert "Ce n’est pas une erreur : élève radié(e), qui n’est plus dans l’école." in tried
    assert "1 élève de ces écoles qui n’est plus dans le fichier. Sa carte n’ouvrira plus rien." in tried
    assert not [said for said in ("déjà comme ce fichier", "maternelle", "Terminer") if said in tried]
    assert RollEntry.objects.count() == 2


def test_the_trial_says_that_nobody_is_removed_while_a_line_names_nobody(officer: Officer) -> None:
    client = signed_in(officer.account)
    head, *rows = ["Nom;Prénom;Niveau;Ecole", "BA;Awa;CM1;A", "DUPONT;Léa;CM1;A", "MARTIN;Tom;CM1;A"]
    for third in (rows[2], ";Tom;CM1;A"):
        RollFile.objects.all().delete()
        url = sent(client, "\r\n".join([head, *rows[:2], third]).encode()).headers["Location"]
        client.post(f"{url}essai/", columns_of(read(client.get(url))))
        at_work()
        tried = read(client.get(url))
        if third == rows[2]:
            client.post(f"{url}appliquer/", mark(client, url))
            at_work()
    assert "1 élève de ces écoles n’a pas été reconnu dans le fichier, et reste sur la liste." in tried
    assert "1 ligne à corriger ne dit pas de quel élève elle est" in tried
    assert 'name="removes"' not in tried
    assert "n’est plus dans" not in tried
    again = read(client.post(f"{url}appliquer/", {"removes": "on", **mark(client, url)}, follow=True))
    assert "personne ne peut être retiré de la liste" in again
    assert (RollFile.objects.get().state, RollEntry.objects.count()) == ("checked", 3)


def test_the_trial_says_that_the_list_knows_its_pupils_otherwise(officer: Officer) -> None:
    client, head = signed_in(officer.account), "Nom;Prénom;Niveau;Ecole"
    pupils = [("BA;Awa;CM1;A", "01/02/2017"), ("LI;Bo;CM1;A", "02/02/2017")]
    with_dates = "\r\n".join([f"{head};Né le", *(f"{pupil};{born}" for pupil, born in pupils)])
    for data in (with_dates, "\r\n".join([head, *(pupil for pupil, _ in pupils)])):
        RollFile.objects.all().delete()
        url = sent(client, data.encode()).headers["Location"]
        client.post(f"{url}essai/", columns_of(read(client.get(url))))
        at_work()
        tried = read(client.get(url))
        if data == with_dates:
            client.post(f"{url}appliquer/", mark(client, url))
            at_work()
    assert "2 élèves de ces écoles n’ont pas été reconnus dans le fichier, et restent sur la liste." in tried
    assert "La liste en connaît 2 autrement que ce fichier, par l’INE ou la date de naissance" in tried
    assert 'name="removes"' not in tried
    again = read(client.post(f"{url}appliquer/", {"removes": "on", **mark(client, url)}, follow=True))
    assert "avec les mêmes colonnes que la première fois" in again
    assert RollEntry.objects.count() == 2


def test_a_trial_that_was_not_looked_at_is_not_applied(officer: Officer) -> None:
    client, head = signed_in(officer.account), "Nom;Prénom;Niveau;Classe"
    url = sent(client, f"{head}\r\nBA;Awa;CM1;CM2 B".encode()).headers["Location"]
    columns = {**columns_of(read(client.get(url))), "school": "École A"}
    client.post(f"{url}essai/", columns)
    at_work()
    seen = mark(client, url)
    client.post(f"{url}essai/", {**columns, "colonne-2": "", "colonne-3": "level"})
    at_work()
    for stale in (seen, {"essai": ""}, {}):
        answer = client.post(f"{url}appliquer/", stale, follow=True)
        assert "Un autre essai de ce fichier a été fait depuis" in read(answer)
        assert "Appliquer à la liste" in read(answer), "the trial that holds is shown"
    assert RollFile.objects.get().state == "checked"
    client.post(f"{url}appliquer/", mark(client, url))
    at_work()
    assert RollEntry.objects.get().level == "CM2"


def test_the_list_of_a_colleague_is_dropped_knowingly_and_they_are_told(officer: Officer) -> None:
    mine, theirs = signed_in(officer.account), signed_in(make_officer(officer.sponsor).account)
    url = sent(mine, files.onde()).headers["Location"]
    assert 'name="instead"' not in read(mine.get(PAGE)), "one's own is replaced without a word"
    url = sent(mine, files.onde()).headers["Location"]
    page = read(theirs.get(PAGE))
    (known,) = re.findall(r'name="instead" value="([\w-]+)"', page)
    assert f"celle que {officer.account.name} a envoyée" in page
    for unsaid in ({}, {"instead": "on"}, {"instead": "0"}):
        answer = sent(theirs, files.onde(), **unsaid)
        assert (answer.status_code, "Un collègue a envoyé une liste qui attend" in read(answer)) == (422, True)
        assert f"celle que {officer.account.name} a envoyée" in read(answer), "what is asked keeps its words"
        assert " checked" not in read(answer).partition('name="instead"')[2].partition(">")[0]
    assert str(RollFile.objects.get().pk) == known in url

    assert mine.get("/partenaire/liste/fichiers/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert sent(theirs, files.onde(), instead=known).status_code == 302
    for way in (mine.get(url, follow=True), mine.post(f"{url}essai/", {"colonne-0": "last_name"}, follow=True)):
        assert way.redirect_chain == [(PAGE, 302)]
        assert "Un collègue a envoyé une autre liste." in read(way)
    assert mine.get(f"{url}etat/").status_code == 404, "the page that waits loads itself again"


def test_each_reason_to_lay_a_row_aside_has_its_words() -> None:
    assert set(ASIDE) == set(NOT_MISTAKES)
