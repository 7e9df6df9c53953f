"""The room of CP to CE2: five big tools, three signs, nothing to read; the teacher keeps everything."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.in_the_room import all_kept, say, teacher
from tests.browser.open_room import enter, holds, open_room
from tests.browser.patience import PATIENCE_MS
from tests.browser.service import Server
from tests.browser.test_board_tools import account, drag
from tests.browser.test_guests import comes, invites
from tests.browser.test_large_letters import WHOLE, enlarged
from tests.browser.test_pupil_at_seven import FRENCH_VOICE
from tests.browser.windows import DESKTOP, NARROW, PHONE, PHONE_LANDSCAPE, Windows

__all__ = ["teacher"]

TABLET = {**PHONE, "viewport": {"width": 768, "height": 1024}}
SCREENS = {"phone": PHONE, "landscape": PHONE_LANDSCAPE, "tablet": TABLET, "desktop": DESKTOP, "narrow": NARROW}
BIG_PX = 64
LEAST_FILM_PX = 60
BESIDE_PX = 16
FROM_THE_TOOLS = """(over) => document.querySelector(".boardwrap").getBoundingClientRect().bottom
  - over.getBoundingClientRect().bottom"""
WORD_INSIDE = """(key) => {
  const [outer, inner] = [key, key.lastElementChild].map((one) => one.getBoundingClientRect());
  return inner.left >= outer.left && inner.right <= outer.right && key.lastElementChild.scrollWidth <= inner.width + 1;
}"""


@pytest.fixture
def room(server: Server, tmp_path: Path) -> str:
    return open_room(server, tmp_path, pupil="Sami", level="CE1")


@pytest.fixture
def child(server: Server, open_window: Windows, room: str) -> Page:
    page = open_window(PHONE)
    enter(page, server, "sami", room)
    holds(page, 1)
    return page


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS.keys())
def test_all_there_is_is_in_sight_and_large(
    server: Server, open_window: Windows, room: str, screen: dict[str, object]
) -> None:
    page = open_window(screen)
    enter(page, server, "sami", room)
    expect(page.locator(".little-dock .little-tool")).to_have_count(5)
    expect(page.locator(".little-signs .little-tool")).to_have_count(3)
    page.locator("[data-do=colours]").click()
    expect(page.locator("#little-colours")).to_be_visible()
    for button in page.locator("[data-room] button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= BIG_PX, button.inner_text()
        expect(button).to_be_in_viewport(ratio=1)
    for hidden in ("[data-slot=talk]", ".page-bar", "[data-shelf]", "[data-tool=text]"):
        expect(page.locator(hidden).filter(visible=True)).to_have_count(0)
    assert accessibility_faults(page) == []


def test_a_child_draws_in_a_colour_takes_it_away_and_rubs_it_out(child: Page, teacher: Page) -> None:
    child.locator("[data-do=colours]").tap()
    child.locator("#little-colours").get_by_role("button", name="Vert").tap()
    expect(child.locator("#little-colours")).to_be_hidden()
    drag(child, (120, 500), (220, 540))
    holds(teacher, 2)
    expect(account(teacher)).to_contain_text("Sami : 1 trait à la main, en vert.")
    child.locator("[data-do=undo]").tap()
    holds(teacher, 1)
    drag(child, (120, 500), (220, 540))
    holds(teacher, 2)
    child.locator("[data-tool=eraser]").tap()
    drag(child, (170, 480), (170, 560))
    holds(teacher, 1)
    all_kept(child)
    # The teacher's tools are all there.
    expect(teacher.locator("[data-shelf=geometry]")).to_be_visible()


def test_a_hand_is_raised_for_the_teacher_and_the_notebook_is_shown(child: Page, teacher: Page) -> None:
    hand = child.get_by_role("button", name="La main")
    hand.tap()
    expect(hand).to_have_attribute("aria-pressed", "true")
    expect(teacher.locator("[data-slot=their-hand]")).to_contain_text("Sami lève la main")
    hand.tap()
    expect(teacher.locator("[data-slot=their-hand]")).to_be_hidden()
    notebook = child.get_by_role("button", name="Cahier")
    notebook.tap()
    expect(notebook).to_have_attribute("aria-pressed", "true")
    # It is filmed at the top: what is said beside the tools stays there.
    expect(child.locator("[data-slot=self]")).to_be_visible()
    assert child.locator(".over-board").evaluate(FROM_THE_TOOLS) <= BESIDE_PX
    expect(teacher.locator("[data-slot=remote]")).to_be_visible(timeout=PATIENCE_MS)
    notebook.tap()
    expect(teacher.locator("[data-slot=remote]")).to_be_hidden()


def test_what_is_finished_is_told_seen_and_taken_back(child: Page, teacher: Page) -> None:
    done = child.get_by_role("button", name="J’ai fini")
    done.tap()
    expect(done).to_have_attribute("aria-pressed", "true")
    pill = teacher.locator("[data-slot=done]")
    expect(pill).to_contain_text("Sami a fini")
    assert accessibility_faults(teacher) == []
    pill.click()
    expect(pill).to_be_hidden()
    expect(done).to_have_attribute("aria-pressed", "false")
    done.tap()
    expect(pill).to_be_visible()
    done.tap()
    expect(pill).to_be_hidden()


def test_a_parent_who_listens_takes_no_sign_of_the_child_from_the_teacher(
    server: Server, open_window: Windows, child: Page, teacher: Page
) -> None:
    parent = open_window(DESKTOP)
    comes(parent, server, "karima", invites(teacher))
    child.get_by_role("button", name="J’ai fini").tap()
    child.get_by_role("button", name="La main", exact=True).tap()
    expect(teacher.locator("[data-slot=done]")).to_contain_text("Sami a fini")
    expect(teacher.locator("[data-slot=their-hand]")).to_be_visible()
    # What the child draws next comes after what they said.
    drag(child, (120, 500), (220, 540))
    holds(parent, 2)
    expect(parent.get_by_role("button", name="Vu")).to_have_count(0)


def test_colours_open_and_close_by_keys_and_the_lesson_ends_with_two_big_answers(child: Page) -> None:
    colours = child.locator("[data-do=colours]")
    colours.focus()
    child.keyboard.press("Enter")
    expect(child.locator("#little-colours button").first).to_be_focused()
    child.keyboard.press("Escape")
    expect(colours).to_be_focused()
    child.locator("[data-do=end]").tap()
    dialog = child.get_by_role("dialog")
    for name in ("Oui", "Non"):
        box = dialog.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= BIG_PX
    dialog.get_by_role("button", name="Non", exact=True).tap()
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize("screen", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
def test_large_letters_stay_in_their_keys(
    server: Server, open_window: Windows, room: str, screen: dict[str, object]
) -> None:
    page = open_window(screen)
    enter(page, server, "sami", room)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    for key in page.locator(".little-tool:visible").all():
        assert key.evaluate(WORD_INSIDE), key.inner_text()
    board = page.locator("[data-board]").bounding_box()
    assert board is not None
    assert board["height"] > 250


def writes(teacher: Page, text: str) -> None:
    teacher.get_by_label("Message à Sami").fill(text)
    teacher.get_by_label("Message à Sami").press("Enter")


def said(page: Page) -> list[str]:
    words: list[str] = page.evaluate("window.said")
    return words


def hears(page: Page, words: str, after: int = 0) -> None:
    heard = "([words, after]) => window.said.slice(after).some((each) => each.includes(words))"
    page.wait_for_function(heard, arg=[words, after])


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_what_the_teacher_writes_is_seen_heard_and_had_again_also_after_a_cut(
    server: Server, open_window: Windows, room: str, teacher: Page, screen: dict[str, object]
) -> None:
    page = open_window(screen)
    page.add_init_script(FRENCH_VOICE)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    enter(page, server, "sami", room)
    holds(page, 1)
    peek, key = page.locator("[data-slot=peek]"), page.get_by_role("button", name="Message", exact=True)
    expect(key).to_be_hidden()
    # The devices of the tests beep as a voice would: nothing is read over it.
    teacher.locator("[data-do=mic]").click()
    writes(teacher, "Compte les jetons.")
    expect(peek).to_be_visible()
    expect(peek).to_contain_text("Compte les jetons.")
    expect(page.locator("#announce-polite")).to_contain_text("Compte les jetons.")
    hears(page, "Compte les jetons.")
    # Touched, it is said once more; gone, it comes back by its key.
    heard = len(said(page))
    peek.click()
    hears(page, "Compte les jetons.", after=heard)
    expect(peek).to_be_hidden()
    heard = len(said(page))
    box = key.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= BIG_PX
    key.click()
    expect(peek).to_be_visible()
    expect(key).to_be_hidden()
    hears(page, "Compte les jetons.", after=heard)
    assert accessibility_faults(page) == []
    # A child who comes back to the page has the last message at hand, said to nobody who has not asked.
    page.reload()
    expect(key).to_be_visible()
    assert said(page) == []
    # Missed: shown and said when the network is back, and the call goes on.
    page.context.set_offline(True)
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "offline")
    writes(teacher, "Et maintenant ?")
    writes(teacher, "Montre-moi.")
    page.context.set_offline(False)
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "online")
    expect(peek).to_contain_text("Et maintenant ?")
    expect(peek).to_contain_text("Montre-moi.")
    hears(page, "Montre-moi.")
    assert not [words for words in said(page) if "jetons" in words]
    expect(teacher.locator("[data-slot=other]")).not_to_contain_text("relie", timeout=20_000)
    assert faults == []


def test_what_the_room_says_above_the_board_is_said_aloud_to_who_does_not_read(
    server: Server, open_window: Windows, room: str, teacher: Page
) -> None:
    page = open_window(PHONE)
    page.add_init_script(FRENCH_VOICE)
    enter(page, server, "sami", room)
    holds(page, 1)
    # The devices of the tests beep as a voice would: nothing is read over it.
    teacher.locator("[data-do=mic]").click()
    page.context.set_offline(True)
    expect(page.get_by_text("Plus de lien avec Déclic.")).to_be_visible()
    hears(page, "Plus de lien avec Déclic. Continue d’écrire, rien ne se perd.")
    page.context.set_offline(False)
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "online")


def test_that_the_teacher_is_on_another_page_is_said_aloud_and_cuts_no_message_short(
    server: Server, open_window: Windows, room: str, teacher: Page
) -> None:
    page = open_window(PHONE)
    page.add_init_script(FRENCH_VOICE + "speechSynthesis.cancel = () => window.said.push('cut');")
    enter(page, server, "sami", room)
    holds(page, 1)
    # The devices of the tests beep as a voice would: nothing is read over it.
    teacher.locator("[data-do=mic]").click()
    writes(teacher, "Regarde la suite.")
    hears(page, "Regarde la suite.")
    teacher.locator(".page-bar [data-do=page-add]").click()
    teacher.mouse.move(600, 500)
    expect(page.locator("[data-slot=follow]")).to_have_text("Mme Lefèvre est page 2 : y aller")
    hears(page, "Mme Lefèvre est page 2")
    before = next(at for at, words in enumerate(said(page)) if "est page 2" in words) - 1
    assert "Regarde la suite." in said(page)[before]
    page.locator("[data-slot=follow]").tap()
    expect(page.locator("[data-slot=follow]")).to_be_hidden()
    # The page changed is told at once, and perhaps heard before the pointer moves.
    heard = len(said(page))
    teacher.locator(".page-bar [data-do=page-before]").click()
    teacher.mouse.move(640, 500)
    hears(page, "Mme Lefèvre est page 1", after=heard)


def test_the_page_the_teacher_is_on_is_said_aloud_in_whatever_words(
    server: Server, open_window: Windows, room: str, teacher: Page
) -> None:
    page = open_window(PHONE)
    page.add_init_script(FRENCH_VOICE)
    enter(page, server, "sami", room)
    holds(page, 1)
    # The devices of the tests beep as a voice would: nothing is read over it.
    teacher.locator("[data-do=mic]").click()
    key = page.locator("[data-slot=follow]")
    # As words of another day would have it: the voice goes by what the key leads to.
    key.evaluate("""(one) => {
      const label = one.querySelector("[data-slot=follow-label]");
      const reworded = () => { label.textContent = label.textContent.replace("est page 2", "est sur la deuxième"); };
      new MutationObserver((changes, watch) => { watch.disconnect(); reworded(); })
        .observe(label, { childList: true, characterData: true, subtree: true });
    }""")
    teacher.locator(".page-bar [data-do=page-add]").click()
    teacher.mouse.move(600, 500)
    hears(page, "Mme Lefèvre est sur la deuxième")


def test_once_the_teacher_has_ended_it_the_child_may_still_report(child: Page, teacher: Page) -> None:
    teacher.locator("[data-do=end]").click()
    teacher.get_by_role("dialog").get_by_role("button", name="Terminer").click()
    card = child.locator("[data-slot=over]")
    expect(card).to_be_visible()
    assert accessibility_faults(child) == []
    card.get_by_role("button", name="Signaler").tap()
    child.get_by_label("Dis ce qui s’est passé").fill("Il s’est moqué de moi.")
    child.get_by_role("button", name="Envoyer", exact=True).last.tap()
    expect(child.get_by_text("Tu as bien fait.")).to_be_visible()


@pytest.mark.parametrize("screen", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
def test_the_cross_of_a_window_stands_at_the_end_of_its_title(
    server: Server, open_window: Windows, room: str, screen: dict[str, object]
) -> None:
    page = open_window(screen)
    enter(page, server, "sami", room)
    page.locator("[data-slot=net]").click()
    line, cross = (page.locator(f"[data-slot=call-dialog] {one}") for one in (".side-top", "[data-do=close-call]"))
    whole, box, cut = line.bounding_box(), cross.bounding_box(), cross.locator(".i").bounding_box()
    assert whole is not None
    assert box is not None
    assert cut is not None
    assert min(box["width"], box["height"]) >= BIG_PX
    end = whole["x"] + whole["width"]
    assert end - 44 <= cut["x"] + cut["width"] / 2 <= end + 10
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("screen", [PHONE, PHONE_LANDSCAPE, NARROW], ids=["390", "lying", "320"])
def test_what_is_filmed_and_its_keys_are_in_sight_in_large_letters_too(
    screen: dict[str, object], server: Server, open_window: Windows, room: str, teacher: Page
) -> None:
    child = open_window(screen)
    enter(child, server, "sami", room)
    say(teacher, "Regarde la ligne 2.")
    expect(child.locator(".peek")).to_be_visible()
    child.get_by_role("button", name="Cahier").tap()
    stops = child.get_by_role("button", name="Arrêter")
    expect(stops).to_be_visible()
    for letters in ("100%", "200%"):
        child.evaluate("(size) => { document.documentElement.style.fontSize = size; }", letters)
        for key in (stops, child.get_by_role("button", name="Geler et écrire")):
            assert key.evaluate(WHOLE), letters
        film = child.locator("[data-slot=self-video]").bounding_box()
        assert film is not None
        assert film["height"] > LEAST_FILM_PX, letters
        assert [fault for fault in enlarged(child, "") if "Arrêter" in fault or "Geler" in fault] == [], letters
