"""Writes docs/protocol.md and frontend/src/live/protocol.ts from the messages: `declic protocol`, checked by a test."""

import inspect
import types
import typing
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Literal, Union

import msgspec

from declic.live.protocol import desk, limits, room, rota, staff, waiting
from declic.live.protocol.codes import MEANINGS, SUBPROTOCOL, Close, Fault

ROOT: Final = Path(__file__).parents[4]
MARKDOWN: Final = ROOT / "docs" / "protocol.md"
TYPESCRIPT: Final = ROOT / "frontend" / "src" / "live" / "protocol.ts"

_CLOSED: Final = {
    "role": '"pupil" | "teacher" | "guest"',
    "abilities": "readonly Ability[]",
    "state": '"opened" | "running" | "ended" | "abandoned" | "lost"',
}
"""Fields of the room whose values are a closed list, by name."""
_DUTY: Final = {"state": '"free" | "ringing" | "teaching" | "wrapping_up" | "paused" | "ended"'}
_CLOSED_IN: Final[dict[type, dict[str, str]]] = {
    desk.Duty: _DUTY,
    desk.DutyIs: _DUTY,
    desk.Want: {"state": '"free" | "pause" | "last_one" | "off"'},
}
"""The same, of the other doors, by message."""
_PLAIN: Final = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown"}


def files() -> dict[Path, str]:
    """What each generated file must hold."""
    return {MARKDOWN: markdown(), TYPESCRIPT: typescript()}


# -- TypeScript -------------------------------------------------------------------------------------------------------
def typescript() -> str:
    parts = [
        "// Written by `declic protocol` from src/declic/live/protocol: change it there.",
        f'export const SUBPROTOCOL = "{SUBPROTOCOL}";',
        _constants("CLOSE", {close.reason: int(close) for close in Close}),
        _constants(
            "FINAL_CODES", {int(c): c.reason for c in Close if not MEANINGS[c][1]}, "Coming back would be useless."
        ),
        _constants("LIMITS", limits.SHOWN),
        "export type Fault =\n" + "\n".join(f'  | "{fault.value}"' for fault in Fault) + ";",
        'export type Ability = "write" | "chat" | "talk" | "end" | "watch" | "load";',
        *(_interface(thing) for thing in _IN_ROOM),
        _union("RoomIncoming", typing.get_args(room.Outgoing)),
        _union("RoomOutgoing", typing.get_args(room.Incoming)),
        *(_interface(thing) for thing in (desk.Duty, desk.Page, desk.Card)),
        _union("DeskIncoming", typing.get_args(desk.Outgoing)),
        _union("DeskOutgoing", typing.get_args(desk.Incoming)),
        *(_interface(thing) for thing in (waiting.Estimate, waiting.Place, waiting.Waited)),
        _union("WaitIncoming", typing.get_args(waiting.Outgoing)),
        _union("WaitOutgoing", typing.get_args(waiting.Incoming)),
        *(_interface(thing) for thing in _SEEN_BY_STAFF),
        _union("StaffIncoming", typing.get_args(staff.Outgoing)),
        _union("StaffOutgoing", (staff.Incoming,)),
        *(_interface(thing) for thing in (rota.RotaSeen, rota.AbsentSeen)),
        _union("RotaIncoming", typing.get_args(rota.Outgoing)),
        _union("RotaOutgoing", (rota.Incoming,)),
    ]
    return "\n\n".join(parts) + "\n"


def _interface(struct: type) -> str:
    return f"export interface {struct.__name__} {{\n{_fields(struct, 2)}}}"


def _constants(name: str, values: dict[Any, Any], why: str = "") -> str:
    lines = "".join(f"  {key}: {_literal(value)},\n" for key, value in values.items())
    return (f"/** {why} */\n" if why else "") + f"export const {name} = {{\n{lines}}} as const;"


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _union(name: str, messages: Iterable[type]) -> str:
    parts = []
    for message in messages:
        fields = _fields(message, 6)
        tag = f'readonly type: "{_tag(message)}"'
        parts.append(f"  | {{\n      {tag};\n{fields}    }}" if fields else f"  | {{ {tag} }}")
    return f"export type {name} =\n" + "\n".join(parts) + ";"


def _fields(struct: type, indent: int) -> str:
    lines = []
    closed = _CLOSED if struct.__module__ == room.__name__ else _CLOSED_IN.get(struct, {})
    for field in msgspec.structs.fields(struct):
        kind = closed.get(field.name) if field.type is str or field.name == "abilities" else None
        optional = "?" if field.default is msgspec.UNSET else ""
        lines.append(f"{' ' * indent}readonly {field.encode_name}{optional}: {kind or _kind(field.type)};\n")
    return "".join(lines)


def _kind(kind: Any) -> str:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        return " | ".join(_kind(a) for a in arguments if a is not msgspec.UnsetType)
    if origin is Literal:
        return " | ".join(_literal(a) for a in arguments)
    if origin in (list, Sequence):
        return f"readonly {_kind(arguments[0])}[]"
    if origin is dict:
        return f"Readonly<Record<string, {_kind(arguments[1])}>>"
    return _PLAIN.get(kind) or str(kind.__name__)


# -- Markdown ---------------------------------------------------------------------------------------------------------
def markdown() -> str:
    return "\n".join(
        [
            _INTRODUCTION,
            "## Close codes\n",
            "| code | reason | meaning | come back |\n|---|---|---|---|",
            *(
                f"| {int(c)} | `{c.reason}` | {why} | {'yes' if back else 'no'} |"
                for c, (why, back) in MEANINGS.items()
            ),
            "| 1009 | | a frame above 2 MiB, not even read | yes |",
            "\n## Errors\n\nSaid in `error.code`; the socket stays open unless a close code follows.\n",
            *(f"- `{fault.value}`: {fault.message}" for fault in Fault),
            "\n## Limits\n",
            *(f"- `{name}`: {value:,}" for name, value in limits.SHOWN.items()),
            "\n## From the server\n",
            *(_described(message) for message in typing.get_args(room.Outgoing)),
            "## From the client\n",
            *(_described(message) for message in typing.get_args(room.Incoming)),
            "## Parts\n",
            *(_described(part) for part in _IN_ROOM),
            *_door(_DESK, desk, (desk.Duty, desk.Page, desk.Card)),
            *_door(_WAIT, waiting, (waiting.Estimate, waiting.Place, waiting.Waited)),
            *_door(_STAFF, staff, _SEEN_BY_STAFF),
            *_door(_ROTA, rota, (rota.RotaSeen, rota.AbsentSeen)),
        ]
    )


def _door(introduction: str, door: types.ModuleType, parts: Iterable[type]) -> list[str]:
    said, heard = typing.get_args(door.Outgoing), typing.get_args(door.Incoming)
    return [
        introduction,
        "## From the server\n",
        *(_described(message) for message in said if message.__module__ == door.__name__),
        "## From the client\n",
        *(_described(message) for message in heard if message.__module__ == door.__name__),
        "## Parts\n",
        *(_described(part) for part in parts),
    ]


def _described(struct: type) -> str:
    name = _tag(struct) or struct.__name__
    doc = inspect.cleandoc(vars(struct).get("__doc__") or "")  # its own, not msgspec's
    doc = "" if doc.startswith(("Message(", f"{struct.__name__}(")) else f" {doc}"
    lost = " May be lost." if getattr(struct, "may_be_lost", False) else ""
    fields = "".join(f"- `{f.encode_name}`: {_kind(f.type)}\n" for f in msgspec.structs.fields(struct))
    return f"### `{name}`\n\n{(doc + lost).strip()}\n\n{fields}".replace("\n\n\n", "\n")


def _tag(struct: type) -> str:
    return str(struct.__struct_config__.tag or "")  # type: ignore[attr-defined]  # msgspec gives it to every struct


_INTRODUCTION = f"""\
# The room's socket

<!-- Written by `declic protocol` from src/declic/live/protocol: change it there. -->

`/room/<lesson>?ticket=…`, a WebSocket. The ticket is signed, lives two minutes, and lets one person into one lesson.

**Subprotocol.** With `{SUBPROTOCOL}`, text frames hold typed JSON (below) and binary frames hold the board. Without it
the socket is a plain y-websocket server's: binary frames only, both ways, so that `WebsocketProvider` joins unchanged:
`new WebsocketProvider("wss://…/room", lesson, doc, {{ params: {{ ticket }} }})`.

**Origin.** A browser always sends one: it must be the socket's own host, or one of `DECLIC_ORIGINS`. A client that
sends none is not a browser, and enters with its ticket alone.

**Refusals.** A browser cannot read the status of a refused handshake: the socket opens, then closes with a code below.

**The board** is a Yjs document, in the framing of y-protocols: `[0, 0, state vector]` sync step 1, `[0, 1, update]`
step 2, `[0, 2, update]` update, `[1, …]` awareness (relayed, never kept, may be lost), `[3]` who is there. Of an
awareness frame what is the sender's own goes on: an entry whose state has the `id` of another person, or is over
16 KiB, or whose client id another spoke with first, is left out. The server
answers step 1 with step 2 (then, as updates, what depends on some other process's that is not written yet), then its
own step 1: a client that comes back sends what the server misses. It never decodes an update on its way: it relays
it, writes it to the log, and only then acknowledges it with `kept`. An update may come before what it needs, as from
somebody who draws while they catch up: Yjs holds it until then; yrs and pycrdt lose count of it, and a client made with
them holds it itself (`src/declic/classroom/rules/updates.py`).

**Kept means on disk.** What was acknowledged survives `kill -9`, and, the log being written with `synchronous=FULL`
(SQLite) or `synchronous_commit` (PostgreSQL), a power cut. What was not is in the client's document, and its next sync
sends it again; Yjs drops what is already there. A line of chat sent again with the same `cid` is kept once; one that
comes twice from the server, with the same `id`, is the same line. A reaction is kept like a line, one a
person and a line: said again it changes nothing, another takes its place, an empty one takes it back.

**Alive.** The client sends `ping` every second, and reconnects after 2.5 s of silence, waiting 250 ms to 5 s. The
server closes a `{SUBPROTOCOL}` socket silent for {limits.SILENCE_S} s; it pings a plain one with its own pings. A
client that leaves {limits.UNREAD_BYTES >> 20} MiB unread is closed with `too_slow`, and syncs again.

**Where one was.** `pong.row` says up to which row of the log everything was sent. A client that comes back with the
same document says it in `since`, just before its sync step 1: the server sends what is in the log after that row, then
`resumed` in the place of step 2 and step 1, and the client sends what was not acknowledged. If the board was compacted
since, if the room was open on several processes, or if nothing of the kind was said, it is step 2 and step 1 as ever.
A few strokes are read then, not the board: when a process starts again, all rooms come back in the same second.

**Narrow networks.** A whole board may take longer than any silence. A client that knows pieces says so by an empty one,
`[4, 0]`, before its sync step 1: frames above {limits.PIECE_BYTES >> 10} KiB then come as pieces, `[4, left, part]`,
`left` bytes of the frame being still to come. They come in order; other messages pass between them. At most
{limits.AHEAD_BYTES >> 10} KiB are under way: the client says `took` with what it has had. It may send its own large
frames so; the server says `took` of each piece, and the client sends two ahead. A frame in pieces counts as one
when the last has come.

**In fragments.** A message may come in {limits.FRAGMENTS} WebSocket fragments at most, within its size; past either it
is closed with `too_large`. Every frame counts in the pace: whole messages, fragments, pings and pongs. A client that
sends faster is closed with `too_fast`.

**Another device.** A person has one place in the room: the socket of the page opened last keeps it (the ticket says
when; where it does not, the one with the later ticket), the other is told `moved`, and closed with 4409. A page whose
network comes back takes nobody's place who came since.

**The disk is stuck.** Acknowledgements stop. Past {limits.UNKEPT_BYTES >> 20} MiB waiting, updates are refused with
`not_kept`; when writing works again the server sends its step 1, and the client sends what was refused.

**Load tests.** `declic tickets --lessons N` (demo and test mode) opens N lessons and prints two paths for each, good
for an hour, with the ability `load`: no rate limit, and no presence noted.
"""

_SMALL = f"""\
Text frames only, subprotocol `{SUBPROTOCOL}`, with the same tickets, close codes, errors, `ping` and `pong` as the
room. {limits.TALK_PER_SECOND} messages a second, {limits.TALK_BURST} at once: what comes faster is dropped,
`too_fast` is said, and the socket stays, within the pace of frames of the room. A refusal of the rules is an `error`
whose code is the rule's, such as `already_taken` or `offer_over`.
"""
_DESK = f"""\
# The teacher's desk

`/desk?ticket=…`. A teacher may have several open: all ring, and the first answer counts for all.

{_SMALL}"""
_WAIT = f"""\
# The pupil's waiting page

`/wait?ticket=…`. A pupil may have several open: each is told. It closes with 4410 once nothing waits.

{_SMALL}"""
_IN_ROOM = (room.Person, room.LessonState, room.ChatLine, room.FilePage, room.Reaction, room.IceServer)
_SEEN_BY_STAFF = (staff.WaitingSeen, staff.RingSeen, staff.TeacherSeen, staff.TodaySeen, staff.InForce)
_STAFF = f"""\
# The operator's board

`/staff?ticket=…`. Every operator is told the same board, at most once a second; nothing is read while nobody looks.

{_SMALL}"""
_ROTA = f"""\
# The operator's pages of rotas

`/rota?ticket=…`. Searches under way and absences; nothing is read while nobody looks.

{_SMALL}"""
