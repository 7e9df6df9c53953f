"""The officer's pages of a list: from a file to cards, with nothing said of who came."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from declic.jobs.lister import work
from declic.reports.rules.rounding import some_of
from declic.rolls.models import RollEntry, RollFile
from declic.rolls.queries import work_to_do
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import OfficerRole
from tests.rolls import files
from tests.rolls.world import make_entry
from tests.web.sponsor.test_team import signed_in
from tests.world import make_officer, make_sponsor

pytestmark = pytest.mark.django_db
PAGE = "/partenaire/liste/"


@pytest.fixture(autouse=True)
def _rolls_dir(settings: Any, tmp_path: Path) -> None:
    settings.ROLLS_DIR = tmp_path / "lists"


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_sponsor(), OfficerRole.ENROLLER)


def sent(client: Client, data: bytes, **said: str) -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile("l.csv", data), "informed": "on", **said})


def read(answer: Any) -> str:
    return str(answer.content.decode().replace("\u00a0", " "))


def at_work() -> RollFile:
    file = RollFile.objects.get()
    waiting = work_to_do(file.heard_at)
    assert waiting is not None
    work(waiting, file.heard_at)
    return RollFile.objects.get()


def columns_of(page: str) -> dict[str, str]:
    """What the form proposes."""
    return {
        name: chosen[1] if (chosen := re.search(r'<option value="(\w+)" selected', select)) else ""
        for name, select in re.findall(r'<select class="field" id="c\d+" name="(colonne-\d+)">(.*?)</select>', page)
    }


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
    assert client.post(f"{url}appliquer/").status_code == 302
    at_work()
    assert "La liste est à jour." in read(client.get(url))
    page = read(client.get(PAGE))
    assert "École &lt;b&gt;A&lt;/b&gt;" in page
    cards = client.get(f"{PAGE}cartes.pdf", {"ecole": "École <b>A</b>", "niveau": "CP"})
    assert cards.content.startswith(b"%PDF")
    names = read(client.get(f"{PAGE}eleves/", {"ecole": "École <b>A</b>"}))
    assert all(last in names.replace("&#x27;", "'") for last, *_ in files.CHILDREN)


def test_what_is_shown_of_a_pupil_is_the_same_whether_they_came_or_not(officer: Officer) -> None:
    client = signed_in(officer.account)
    entries = [make_entry(officer.sponsor, f"Prénom{number}") for number in range(12)]
    pages = (f"{PAGE}eleves/", PAGE)
    before = [plain(read(client.get(page))) for page in pages]
    for entry in entries[:4]:
        entry.code.uses = 1
        entry.code.save()
    assert [plain(read(client.get(page))) for page in pages] == before
    for entry in entries[4:]:
        entry.code.uses = 2
        entry.code.save()
    names, counts = (plain(read(client.get(page))) for page in pages)
    assert names == before[0]
    assert '<td class="r num">5<' in counts  # of twelve: « all » would name everyone


def plain(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


@pytest.mark.parametrize(
    ("enrolled", "listed", "told"),
    [(0, 30, None), (4, 30, None), (5, 30, 5), (14, 30, 10), (30, 30, 25), (29, 30, 25), (9, 9, None), (10, 10, 5)],
)
def test_of_a_class_known_by_name_neither_few_nor_all_is_told(enrolled: int, listed: int, told: int | None) -> None:
    assert some_of(enrolled, listed) == told


def test_removing_and_renewing_answer_the_same_for_who_came(officer: Officer) -> None:
    client = signed_in(officer.account)
    for act in ("code", "retirer"):
        said = []
        for uses in (0, 1):
            entry = make_entry(officer.sponsor, "Awa", uses=uses)
            answer = client.post(f"{PAGE}eleves/{entry.pk}/{act}/", follow=True)
            said.append(re.sub(r"[A-Z0-9]{5}-[A-Z0-9]{5}|/\d+/|eleve=\d+|value=\"[^\"]*\"", "", read(answer)))
            RollEntry.objects.all().delete()
        assert said[0] == said[1]


def test_personal_codes_are_in_no_list_of_codes(officer: Officer) -> None:
    entry = make_entry(officer.sponsor)
    client = signed_in(officer.account)
    shown = f"{entry.code.code[:5]}-{entry.code.code[5:]}"
    for page in ("/partenaire/codes/", "/partenaire/kit/", "/partenaire/familles/"):
        text = read(client.get(page))
        assert shown not in text
        assert entry.code.code not in text
    assert client.post(f"/partenaire/codes/{entry.code.pk}/revoquer/").status_code == 404


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
