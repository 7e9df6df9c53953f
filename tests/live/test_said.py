"""What is said in a room on paper."""

import msgspec
import pytest

from declic.live.protocol import limits
from declic.live.protocol.room import (
    Chat,
    ChatLine,
    ChatSaid,
    Hand,
    HandFrom,
    Media,
    MediaFrom,
    Network,
    NetworkFrom,
    Person,
    Ping,
    Pong,
    React,
    Reacted,
    Reaction,
    Signal,
    SignalFrom,
    Typing,
    TypingFrom,
    Unsaid,
    decode,
)
from declic.live.step import Out, Step, Whom
from tests.live.on_paper import fault, room_of, said, someone


def test_what_is_typed_is_passed_on_letter_by_letter_and_empty_once_sent() -> None:
    room = room_of(pupil := someone(1), someone(2))
    for text in ("J", "J’ai", "J’ai compris !", ""):
        assert said(room, pupil, Typing(text)).out == (Out(Whom.OTHERS, TypingFrom("1", text)),)
    assert fault(said(room, pupil, Typing("x" * (limits.CHAT_SIGNS + 1)))) == "too_long"
    assert fault(said(room, pupil, Typing("a\x00"))) == "malformed"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("voici : 06 12 34 5", "voici : …"),
        ("appelle le 06 12 34 56 78", "…"),
        ("écris à ines@gma", "écris à …"),
        ("12 345 + 678 = 13 023", "12 345 + 678 = 13 023"),
        ("AC = 3,14159", "AC = 3,14159"),
    ],
)
def test_no_contact_detail_goes_letter_by_letter(typed: str, shown: str) -> None:
    room = room_of(pupil := someone(1), someone(2))
    assert said(room, pupil, Typing(typed)).out == (Out(Whom.OTHERS, TypingFrom("1", shown)),)


def test_a_raised_hand_a_gauge_and_what_the_picture_is_of_reach_the_others() -> None:
    room = room_of(pupil := someone(1), someone(2))
    assert said(room, pupil, Hand(True)).out == (Out(Whom.OTHERS, HandFrom("1", True)),)
    assert said(room, pupil, Network(1)).out == (Out(Whom.OTHERS, NetworkFrom("1", 1)),)
    shown = Media(True, True, "notebook", held=True)
    assert said(room, pupil, shown).out == (Out(Whom.OTHERS, MediaFrom("1", True, True, "notebook", held=True)),)


def test_a_microphone_that_was_muted_is_so_for_its_person_until_they_open_it_wherever_they_went() -> None:
    room = room_of(pupil := someone(1), other := someone(2))
    said(room, pupil, Media(mic=False, camera=False))  # not open yet, or refused
    assert room.muted == set()
    said(room, pupil, Media(mic=False, camera=False, muted=True))
    room.leave(pupil)
    room.enter(elsewhere := someone(1))
    assert room.muted == {"1"}
    said(room, other, Media(mic=True, camera=False))
    said(room, elsewhere, Media(mic=True, camera=False))
    assert room.muted == set()
    said(room, someone(3, frozenset({"listen"})), Media(mic=False, camera=False, muted=True))
    assert room.muted == set()


@pytest.mark.parametrize(
    "said", ['{"type":"network","level":4}', '{"type":"media","mic":true,"camera":true,"shows":"sky"}']
)
def test_a_value_outside_the_list_is_no_message(said: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(said.encode())


@pytest.mark.parametrize("role", ["pupil", "teacher", "guest"])
def test_a_line_with_contact_details_goes_back_to_its_author_alone(role: str) -> None:
    author, other = someone(1), someone(2)
    author.person = Person("1", "P1", role, "#000")
    room = room_of(author, other)
    step = said(room, author, Chat("c1", "mon numéro : 06 12 34 56 78"))
    assert step.say is None
    (out,) = step.out
    assert out.to is author
    assert isinstance(out.message, Unsaid)
    assert (out.message.cid, out.message.code) == ("c1", "contact_details")
    assert ("renvoie." in out.message.message) is (role == "pupil")
    assert said(room, author, Chat("c2", "3,14 × 2, non ?")).say is not None


def test_a_telephone_number_in_pieces_stops_at_its_last() -> None:
    author = someone(1)
    room = room_of(author, someone(2))
    for order, text in enumerate(["06 12", "34 56"]):
        assert said(room, author, Chat(f"c{order}", text)).say is not None
    assert said(room, author, Chat("c9", "78")).say is None
    assert said(room, author, Chat("c1", "34 56")).say is not None, "sent again, a line is not read twice"


def test_chat_is_kept_before_it_is_said_and_only_its_author_hears_it_twice() -> None:
    pupil, teacher = someone(1), someone(2)
    room = room_of(pupil, teacher)
    line = Chat("c1", "salut")
    assert said(room, pupil, line) == Step(say=line)
    kept = ChatLine("7", "c1", "1", "P1", "salut", "now")
    assert room.chat.said(kept) == Out(Whom.ALL, ChatSaid("7", "c1", "1", "P1", "salut", "now"))
    assert room.chat.said(kept, pupil).to is pupil


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Chat("", "salut"), "malformed"),
        (Chat("c" * 65, "salut"), "malformed"),
        (Chat("c\0", "salut"), "malformed"),
        (Chat("c", "x" * 2001), "too_long"),
        (Chat("c", "  \n"), "empty"),
        (Chat("c", "a\0b"), "empty"),
    ],
)
def test_a_line_has_its_limits(line: Chat, code: str) -> None:
    pupil = someone()
    assert fault(said(room_of(pupil), pupil, line)) == code


def test_lines_read_and_lines_kept_meanwhile_are_shown_once_in_order() -> None:
    room = room_of()
    lines = [ChatLine(str(n), f"c{n}", "1", "P", "t", "at") for n in (9, 10, 11)]
    room.chat.said(lines[1])
    room.chat.said(lines[2])
    assert room.chat.with_those(lines[:2]) == lines


@pytest.mark.parametrize("what", ["understood", "thanks", "bravo", "lost", ""])
def test_a_reaction_is_kept_before_it_is_said(what: str) -> None:
    pupil = someone(1)
    room = room_of(pupil, someone(2))
    given = decode(f'{{"type":"react","line":"7","what":"{what}"}}'.encode())
    assert said(room, pupil, given) == Step(react=React("7", what))
    assert room.chat.reacted(Reacted("7", "1", what)) == Out(Whom.ALL, Reacted("7", "1", what))


@pytest.mark.parametrize("line", ["", "0", "-1", "07", "x", "1" * 19, "\u0661"])
def test_a_reaction_is_to_a_line(line: str) -> None:
    pupil = someone()
    assert fault(said(room_of(pupil), pupil, React(line, "thanks"))) == "malformed"


def test_a_reaction_of_no_kind_of_ours_is_no_message() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(b'{"type":"react","line":"7","what":"skull"}')


def test_who_may_not_chat_reacts_to_nothing() -> None:
    watcher = someone(1, frozenset({"watch"}))
    assert fault(said(room_of(watcher), watcher, React("7", "thanks"))) == "not_allowed"


def test_reactions_kept_meanwhile_are_in_the_welcome() -> None:
    room = room_of()
    line = ChatLine("9", "c9", "1", "P", "t", "at", reactions=[Reaction("2", "lost"), Reaction("3", "bravo")])
    room.chat.reacted(Reacted("9", "2", "thanks"))
    room.chat.reacted(Reacted("9", "2", "understood"))
    room.chat.reacted(Reacted("9", "3", ""))
    room.chat.reacted(Reacted("8", "2", "thanks"))
    assert room.chat.with_those([line])[0].reactions == [Reaction("2", "understood")]


def test_a_line_with_a_file_needs_no_words() -> None:
    pupil = someone()
    line = Chat("c1", "", "signed")
    assert said(room_of(pupil), pupil, line) == Step(say=line)


def test_signals_and_pings() -> None:
    pupil = someone()
    room = room_of(pupil, someone(2))
    assert said(room, pupil, Signal({"sdp": 1})).out == (Out(Whom.OTHERS, SignalFrom("1", {"sdp": 1})),)
    assert said(room, pupil, Ping(4)).out == (Out(pupil, Pong(4, "now")),)
