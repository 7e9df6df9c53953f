"""Beside the voice: both gauges, a picture that stops and returns by itself, a raised hand, letters side by side,
the notebook filmed.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.in_the_room import room
from tests.browser.open_room import enter
from tests.browser.patience import PATIENCE_MS
from tests.browser.service import Server
from tests.browser.test_journey import KEEP_PEERS, grows, hears
from tests.browser.windows import DESKTOP, NARROW, PHONE, PHONE_LANDSCAPE, Windows

__all__ = ["room"]

POOR_ON_DEMAND = """
window.poor = false;
const measured = RTCPeerConnection.prototype.getStats;
RTCPeerConnection.prototype.getStats = async function (...one) {
  const report = await measured.apply(this, one);
  if (!window.poor) return report;
  return new Map([...report].map(([id, each]) =>
    [id, each.type === "remote-inbound-rtp" ? { ...each, fractionLost: 0.4 } : each]));
};"""
"""Says that four packets in ten are lost on their way to the other."""
SENT = """async () => {
  const peer = window.peersMade.filter((each) => each.connectionState === "connected").at(-1);
  const stats = [...(await peer.getStats()).values()];
  const voice = stats.find((each) => each.type === "outbound-rtp" && each.kind === "audio");
  const codec = stats.find((each) => each.id === voice.codecId);
  return { target: voice.targetBitrate, codec: codec.mimeType, format: codec.sdpFmtpLine.split(";"),
           bytes: voice.bytesSent, at: voice.timestamp, packets: voice.packetsSent };
}"""

SPOKEN_ON = f"""async (packets) => {{
  for (;;) {{
    const sent = await ({SENT})();
    if (sent.packets > packets) return sent;
    await new Promise((later) => setTimeout(later, 100));
  }}
}}"""
"""The same, once so many packets have left."""

ASKS_FIRST = """window.allowed = new Promise((allow) => { window.allow = allow; });
const given = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
let hears = false;
navigator.mediaDevices.getUserMedia = async (what) => {
  await window.allowed;
  const stream = await given(what);
  hears = true;
  return stream;
};
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  if (hears) return play.call(this);
  return Promise.reject(new DOMException("", "NotAllowedError"));
};"""
"""A browser that asks for the microphone until `allow()`, and plays nothing before on a page nobody touched."""


@pytest.fixture
def both(server: Server, open_window: Windows, room: str) -> tuple[Page, Page]:
    """The teacher's page and the pupil's, who hear each other."""
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    for page, slug in ((teacher, "mme-lefevre"), (pupil, "ines")):
        page.add_init_script(KEEP_PEERS)
        page.add_init_script(POOR_ON_DEMAND)
        enter(page, server, slug, room)
    for page in (teacher, pupil):
        expect(page.locator("[data-room]")).to_have_attribute("data-call", "connected", timeout=PATIENCE_MS)
    return teacher, pupil


def sheet(page: Page, act: str) -> None:
    page.locator("[data-slot=net]").click()
    page.get_by_role("dialog", name="L’appel").get_by_role("button", name=act).click()


def side_by_side(page: Page) -> Locator:
    """The open field of « Écrire côte à côte », which comes a moment after its button: letters before are lost."""
    sheet(page, "Écrire côte à côte")
    field = page.locator("[data-slot=mine-field]")
    expect(field).to_be_focused()
    return field


def test_a_voice_is_32_kilobits_of_opus_with_error_correction_and_silence_unsent(both: tuple[Page, Page]) -> None:
    for page in both:
        hears(page)
        before = page.evaluate(SENT)
        assert before["codec"] == "audio/opus"
        assert {"useinbandfec=1", "usedtx=1", "maxaveragebitrate=32000", "stereo=0"} <= set(before["format"])
        assert before["target"] == 32_000
        after = page.evaluate(SPOKEN_ON, before["packets"] + 100)
        bits_a_second = 8000 * (after["bytes"] - before["bytes"]) / (after["at"] - before["at"])
        assert bits_a_second < 36_000


def test_whoever_allows_their_microphone_after_the_voice_came_hears_it_without_a_tap(
    server: Server, open_window: Windows, room: str
) -> None:
    teacher, pupil = open_window(DESKTOP), open_window(PHONE)
    pupil.add_init_script(KEEP_PEERS)
    pupil.add_init_script(ASKS_FIRST)
    enter(teacher, server, "mme-lefevre", room)
    enter(pupil, server, "ines", room)
    tap = pupil.get_by_role("button", name="Touche pour entendre")
    expect(tap).to_be_visible(timeout=PATIENCE_MS)
    pupil.evaluate("window.allow()")
    hears(pupil)
    expect(tap).to_be_hidden()


def test_each_sees_the_network_of_both_in_words(both: tuple[Page, Page]) -> None:
    teacher, pupil = both
    pupil.evaluate("window.poor = true")
    expect(pupil.get_by_text("Connexion faible : on garde la voix.")).to_be_visible(timeout=PATIENCE_MS)
    expect(teacher.locator("[data-slot=other]")).to_have_text("réseau faible")
    teacher.locator("[data-slot=net]").click()
    expect(teacher.get_by_text("Votre réseau : bon. Celui d’Inès : faible.")).to_be_visible()
    assert accessibility_faults(teacher) == []
    pupil.evaluate("window.poor = false")
    expect(pupil.get_by_text("Connexion faible")).to_have_count(0)
    expect(teacher.get_by_text("Celui d’Inès : bon.")).to_be_visible()


def test_on_a_weak_network_the_picture_stops_by_itself_and_returns(both: tuple[Page, Page]) -> None:
    teacher, pupil = both
    pupil.locator("[data-do=more]").click()
    pupil.locator("[data-do=camera]").click()
    picture = teacher.locator("[data-slot=remote]")
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    pupil.evaluate("window.poor = true")
    expect(picture).to_be_hidden(timeout=PATIENCE_MS)
    expect(pupil.get_by_text("L’image revient toute seule.")).to_be_visible()
    hears(teacher)
    pupil.evaluate("window.poor = false")
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    expect(pupil.get_by_text("L’image revient toute seule.")).to_have_count(0)
    grows(teacher, "video", "framesDecoded")


def test_a_raised_hand_is_seen_on_the_other_side_until_it_is_lowered(both: tuple[Page, Page]) -> None:
    teacher, pupil = both
    sheet(pupil, "Lever la main")
    expect(teacher.get_by_text("Inès lève la main", exact=True)).to_be_visible()
    assert accessibility_faults(pupil) == []
    teacher.reload()
    expect(teacher.get_by_text("Inès lève la main", exact=True)).to_be_visible()
    pupil.get_by_role("button", name="Baisser").click()
    expect(teacher.get_by_text("Inès lève la main", exact=True)).to_be_hidden()


def test_a_hand_that_was_seen_is_down_on_both_sides(both: tuple[Page, Page]) -> None:
    teacher, pupil = both
    sheet(pupil, "Lever la main")
    mine = pupil.get_by_text("Ta main est levée", exact=True)
    theirs = teacher.get_by_text("Inès lève la main", exact=True)
    expect(mine).to_be_visible()
    teacher.get_by_role("button", name="Vu", exact=True).click()
    expect(theirs).to_be_hidden()
    expect(mine).to_be_hidden()
    teacher.reload()
    expect(teacher.locator("[data-room]")).to_have_attribute("data-call", "connected", timeout=PATIENCE_MS)
    expect(theirs).to_be_hidden()
    # Their own hand, lowered, is no answer to ours.
    sheet(pupil, "Lever la main")
    expect(theirs).to_be_visible()
    sheet(teacher, "Lever la main")
    expect(pupil.get_by_text("Mme Lefèvre lève la main", exact=True)).to_be_visible()
    teacher.get_by_role("button", name="Baisser").click()
    expect(pupil.get_by_text("Mme Lefèvre lève la main", exact=True)).to_be_hidden()
    expect(mine).to_be_visible()


def test_each_reads_what_the_other_types_letter_by_letter(both: tuple[Page, Page]) -> None:
    teacher, pupil = both
    mine = side_by_side(pupil)
    expect(mine).to_have_accessible_name("Toi")
    mine.press_sequentially("Je n’entends pas bien")
    teacher.get_by_role("button", name="Inès vous écrit en direct").click()
    theirs = teacher.get_by_role("log", name="Ce qu’écrit Inès")
    expect(theirs).to_have_text("Je n’entends pas bien")
    mine.press("Backspace")
    expect(theirs).to_have_text("Je n’entends pas bie")
    mine.press_sequentially("n.")
    mine.press("Enter")
    expect(teacher.locator("[data-slot=theirs-past] p")).to_have_text("Je n’entends pas bien.")
    expect(teacher.locator("[data-slot=theirs-now]")).to_be_empty()
    expect(teacher.locator("[data-slot=log] .bubble")).to_contain_text("Je n’entends pas bien.")
    # A formula is set there as in the messages.
    mine.press_sequentially("C’est $\\frac{1}{2}$")
    mine.press("Enter")
    for past in (teacher.locator("[data-slot=theirs-past] p"), pupil.locator("[data-slot=mine-past] p")):
        expect(past.last.locator(".katex")).to_be_attached()
    teacher.get_by_label("Vous", exact=True).press_sequentially("On s’écrit")
    expect(pupil.get_by_role("log", name="Ce qu’écrit Mme Lefèvre")).to_have_text("On s’écrit")
    for page in both:
        assert accessibility_faults(page) == []


IN_FRONT = """(one) => {
  const { left, top, width, height } = one.getBoundingClientRect();
  return one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""


def test_a_hand_and_whoever_writes_are_seen_over_the_open_messages_of_a_phone(both: tuple[Page, Page]) -> None:
    teacher, pupil = both
    pupil.locator("[data-slot=chat-key]").click()
    sheet(teacher, "Lever la main")
    hand = pupil.locator("[data-slot=their-hand]")
    expect(hand).to_be_visible()
    assert hand.evaluate(IN_FRONT)
    side_by_side(teacher).press_sequentially("On")
    call = pupil.locator("[data-slot=type-call]")
    expect(call).to_be_visible()
    assert call.evaluate(IN_FRONT)
    expect(pupil.locator("#announce-polite")).to_have_text("Mme Lefèvre t’écrit en direct")
    call.click()
    expect(pupil.get_by_role("log", name="Ce qu’écrit Mme Lefèvre")).to_have_text("On")


@pytest.mark.parametrize("device", [PHONE, NARROW, PHONE_LANDSCAPE], ids=["phone", "320", "landscape"])
@pytest.mark.parametrize("letters", ["100%", "200%"])
def test_what_is_seen_over_the_messages_covers_neither_their_title_nor_what_shuts_them(
    server: Server, open_window: Windows, room: str, device: dict[str, object], letters: str
) -> None:
    teacher, pupil = open_window(DESKTOP), open_window(device)
    for page, slug in ((teacher, "mme-lefevre"), (pupil, "ines")):
        enter(page, server, slug, room)
    pupil.evaluate("(size) => { document.documentElement.style.fontSize = size }", letters)
    sheet(pupil, "Lever la main")
    pupil.locator("[data-slot=chat-key]").click()
    sheet(teacher, "Lever la main")
    side_by_side(teacher).press_sequentially("On")
    panel = pupil.locator("[data-slot=talk]")
    kept = [panel.get_by_role("heading", name="Messages"), panel.get_by_role("button", name="Fermer")]
    kept += [panel.get_by_label("Ton message"), *(pupil.locator(f"[data-do={key}]") for key in ("mic", "end"))]
    for pill in ("my-hand", "their-hand", "type-call"):
        one = pupil.locator(f"[data-slot={pill}]")
        one.scroll_into_view_if_needed()
        expect(one).to_be_in_viewport(ratio=1)
        assert one.evaluate(IN_FRONT), pill
        assert not any(meet(one, other) for other in kept), pill
        for other in kept:
            assert other.evaluate(IN_FRONT), (pill, other)
    pupil.get_by_role("button", name="Vu", exact=True).click()
    kept[1].click()
    expect(panel).to_be_hidden()


def meet(one: Locator, other: Locator) -> bool:
    """Their boxes have a part in common."""
    first, second = one.bounding_box(), other.bounding_box()
    assert first is not None
    assert second is not None
    return all(
        first[side] < second[side] + second[length] and second[side] < first[side] + first[length]
        for side, length in (("x", "width"), ("y", "height"))
    )


def test_no_telephone_number_goes_letter_by_letter(both: tuple[Page, Page]) -> None:
    teacher, pupil = both
    mine = side_by_side(pupil)
    mine.press_sequentially("Voici : 06 12 34 56 78")
    expect(teacher.locator("[data-slot=theirs-now]")).to_have_text("…")
    mine.press("Enter")
    caught = pupil.locator("[data-slot=mine-caught]")
    expect(caught).to_be_in_viewport(ratio=1)
    # What explains it leaves the field whole, between the explanation and the tools.
    boxes = [one.bounding_box() for one in (caught, mine, pupil.locator("#mine-how"), pupil.locator(".dock"))]
    tops = [box["y"] for box in boxes if box]
    ends = [box["y"] + box["height"] for box in boxes if box]
    assert len(tops) == 4
    assert all(end <= top for end, top in zip(ends, tops[1:], strict=False))
    assert mine.evaluate(IN_FRONT)
    expect(teacher.locator("[data-slot=log] .bubble")).to_have_count(0)


def test_the_notebook_is_filmed_in_full_and_shown_large(both: tuple[Page, Page]) -> None:
    teacher, pupil = both
    sheet(pupil, "Filmer mon cahier")
    shown = teacher.locator("[data-slot=remote]")
    expect(shown).to_have_attribute("data-shows", "notebook", timeout=PATIENCE_MS)
    expect(shown).to_be_visible()
    box = shown.bounding_box()
    assert box is not None
    assert box["width"] >= 400
    teacher.wait_for_function(
        "() => document.querySelector('[data-slot=remote-video]').videoWidth >= 600", timeout=PATIENCE_MS
    )
    assert accessibility_faults(pupil) == []
    pupil.get_by_role("button", name="Arrêter").click()
    expect(shown).to_be_hidden()


def test_what_is_filmed_is_frozen_onto_the_board_by_either_to_write_on_it(both: tuple[Page, Page]) -> None:
    teacher, pupil = both
    for page in both:
        expect(page.locator("[data-board]")).to_have_attribute("data-items", "1")
    sheet(pupil, "Filmer mon cahier")
    teacher.get_by_role("button", name="Geler et écrire dessus").click()
    for page in both:
        expect(page.locator("[data-board]")).to_have_attribute("data-items", "2", timeout=PATIENCE_MS)
    expect(pupil.locator("[data-slot=self]")).to_be_visible()
    pupil.get_by_role("button", name="Geler et écrire").click()
    for page in both:
        expect(page.locator("[data-board]")).to_have_attribute("data-items", "3", timeout=PATIENCE_MS)
    expect(pupil.locator("[data-slot=self]")).to_be_hidden()
    expect(pupil.locator("[data-tool=pen]")).to_have_attribute("aria-pressed", "true")
    expect(teacher.locator("[data-slot=account]")).to_contain_text("photo")


def test_a_picture_frozen_without_network_is_kept_and_filming_goes_on(both: tuple[Page, Page]) -> None:
    teacher, pupil = both
    expect(pupil.locator("[data-board]")).to_have_attribute("data-items", "1")
    sheet(pupil, "Filmer mon cahier")
    pupil.route("**/fichiers/", lambda route: route.abort())
    pupil.get_by_role("button", name="Geler et écrire").click()
    why = pupil.get_by_text("La photo n’est pas partie.")
    expect(why).to_be_visible(timeout=PATIENCE_MS)
    expect(pupil.locator("[data-slot=self]")).to_be_visible()
    pupil.unroute("**/fichiers/")
    for page in both:
        expect(page.locator("[data-board]")).to_have_attribute("data-items", "2", timeout=PATIENCE_MS)
    expect(why).to_be_hidden()
    expect(pupil.locator("[data-slot=self]")).to_be_hidden()
    expect(teacher.locator("[data-slot=account]")).to_contain_text("photo")


@pytest.mark.parametrize("device", [PHONE, PHONE_LANDSCAPE, DESKTOP], ids=["phone", "landscape", "desktop"])
def test_side_by_side_leaves_the_end_and_the_microphone_at_hand(
    server: Server, open_window: Windows, room: str, device: dict[str, object]
) -> None:
    page = open_window(device)
    enter(page, server, "ines", room)
    side_by_side(page)
    for key in ("[data-do=mic]", "[data-do=end]", ".flag[data-do=report]"):
        page.locator(key).click(trial=True)
    page.keyboard.press("Escape")
    expect(page.locator("[data-slot=together]")).to_be_hidden()
    # The keyboard goes on from what leads to the call.
    expect(page.locator("[data-do=call-sheet]:focus")).to_be_visible()
    side_by_side(page)
    page.locator("[data-do=close-together]").click()
    expect(page.locator("[data-do=call-sheet]:focus")).to_be_visible()
