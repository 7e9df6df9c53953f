"""A lesson whose voice does not pass goes on by telephone: asked on one page, agreed to by a grown-up on the other."""

from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.in_the_room import room
from tests.browser.open_room import enter
from tests.browser.patience import PATIENCE_MS
from tests.browser.service import Server
from tests.browser.windows import DESKTOP, PHONE, Windows

__all__ = ["room"]

STAYS_MS = 30_000  # frontend/src/room/telephone.ts
SHOWN = "01\u00a000\u00a000\u00a000\u00a000"
REFUSED = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); }"


def offers(page: Page) -> None:
    page.locator("[data-slot=net]").click()
    page.get_by_text("Continuer par téléphone").click()
    assert accessibility_faults(page) == []


def proposes(teacher: Page) -> None:
    teacher.get_by_label("Votre numéro").fill("01 44 55 66 77")
    teacher.get_by_role("button", name="Appelez-moi").click()


def closes(page: Page) -> None:
    key = page.get_by_role("button", name="Fermer", exact=True)
    box = key.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    assert accessibility_faults(page) == []
    key.click()
    expect(page.locator("[data-slot=telephone]")).to_be_hidden()


def test_both_are_called_by_the_platform_and_see_its_number_alone(
    server: Server, open_window: Windows, room: str
) -> None:
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    pupil.add_init_script(REFUSED)
    pupil.clock.install()
    for page, slug in ((teacher, "mme-lefevre"), (pupil, "ines")):
        enter(page, server, slug, room)

    offers(teacher)
    proposes(teacher)
    told = pupil.locator("[data-slot=telephone-said]")
    expect(told).to_contain_text("Mme Lefèvre propose de continuer par téléphone. Demande à un adulte.")

    pupil.get_by_role("button", name="Donner un numéro").click()
    number = pupil.get_by_label("Le numéro d’un adulte de ta famille")
    number.fill("06 12 34 56 78")
    pupil.get_by_role("button", name="Appelez ce numéro").click()
    expect(pupil.locator("[data-slot=telephone-fault]")).to_contain_text("Demande d’abord à un adulte")
    pupil.get_by_label("Un adulte est d’accord").check()
    assert accessibility_faults(pupil) == []
    pupil.get_by_role("button", name="Appelez ce numéro").click()

    for page in (teacher, pupil):
        said = page.locator("[data-slot=telephone-said]")
        expect(said).to_contain_text(f"Au téléphone, par le {SHOWN}.")
        assert accessibility_faults(page) == []
    expect(teacher.locator("[data-slot=mic]")).to_have_attribute("aria-pressed", "false")
    assert "06 12 34" not in teacher.content()
    assert "44 55 66" not in pupil.content()

    pupil.get_by_role("button", name="Raccrocher").click()
    for page in (teacher, pupil):
        expect(page.locator("[data-slot=telephone-said]")).to_contain_text("raccroché")
        expect(page.get_by_role("button", name="Raccrocher")).to_be_hidden()
    expect(teacher.locator("[data-slot=mic]")).to_have_attribute("aria-pressed", "true")
    closes(teacher)
    pupil.clock.run_for(STAYS_MS)
    expect(pupil.locator("[data-slot=telephone]")).to_be_hidden()


def test_what_is_refused_or_taken_back_before_any_call_was_never_hung_up(
    server: Server, open_window: Windows, room: str
) -> None:
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    for page, slug in ((teacher, "mme-lefevre"), (pupil, "ines")):
        enter(page, server, slug, room)
    lines = {page: page.locator("[data-slot=telephone]") for page in (teacher, pupil)}

    offers(teacher)
    proposes(teacher)
    expect(lines[teacher].get_by_role("button", name="Ne plus proposer")).to_be_visible()
    expect(pupil.get_by_role("button", name="Raccrocher")).to_be_hidden()
    pupil.get_by_role("button", name="Non merci").click()
    expect(lines[pupil]).to_be_hidden()
    expect(teacher.locator("[data-slot=telephone-said]")).to_have_text("Inès ne souhaite pas continuer par téléphone.")
    closes(teacher)

    teacher.locator("[data-slot=net]").click()  # what it opened has stayed open
    proposes(teacher)
    expect(pupil.get_by_role("button", name="Non merci")).to_be_visible()
    lines[teacher].get_by_role("button", name="Ne plus proposer").click()
    expect(lines[teacher]).to_be_hidden()
    expect(pupil.locator("[data-slot=telephone-said]")).to_have_text("Mme Lefèvre ne propose plus le téléphone.")
    expect(pupil.get_by_role("button", name="Donner un numéro")).to_be_hidden()
    closes(pupil)


def test_numbers_given_while_the_teacher_is_out_wait_for_them(server: Server, open_window: Windows, room: str) -> None:
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    for page, slug in ((teacher, "mme-lefevre"), (pupil, "ines")):
        enter(page, server, slug, room)
    offers(teacher)
    proposes(teacher)
    expect(pupil.get_by_role("button", name="Donner un numéro")).to_be_visible()
    teacher.goto(f"{server.url}/prof/")
    expect(pupil.get_by_text("Mme Lefèvre a perdu le réseau.")).to_be_visible(timeout=PATIENCE_MS)
    pupil.get_by_role("button", name="Donner un numéro").click()
    pupil.get_by_label("Le numéro d’un adulte de ta famille").fill("06 12 34 56 78")
    pupil.get_by_label("Un adulte est d’accord").check()
    pupil.get_by_role("button", name="Appelez ce numéro").click()
    said = pupil.locator("[data-slot=telephone-said]")
    expect(said).to_have_text("Les deux numéros sont donnés : on appelle dès que Mme Lefèvre est là.")
    teacher.goto(f"{server.url}{room}")
    for page in (teacher, pupil):
        expect(page.locator("[data-slot=telephone-said]")).to_contain_text(f"Au téléphone, par le {SHOWN}.")
