"""Two who work at a board, second by second: what the room's page sends, as real Yjs updates, ready for `lesson.c`.

Made by a generator, from these assumptions, each with the figure of our own page where there is one:

- one turn writes at a time: an explanation (teacher) or an attempt (pupil) of 6 to 20 s, then 8 to 24 s of talk;
- while one writes, a stroke of 0.25 to 1.1 s, then 0.3 to 0.9 s with the pen up;
- a stroke sends a chunk of points each 40 ms, 60 points a second (`hand.ts`, `gesture.ts`), by docs/board.md;
- the pointer's place leaves each 60 ms while it moves (`others.ts`): over the whole writing;
- a line of chat from each, every 40 s or so; now and then a stroke is erased; a ping each second (the player's own);
- lessons do not begin together: each is caught somewhere in its course, and has a pair of its own as far as PAIRS goes.
  Of two lessons of the same pair, one is a moment behind the other.

What is the same for all at the same moment is the bench's own doing, so it is told what it costs: TOGETHER, everybody
takes the pen in the same eight seconds, and there are eight pairs only. One second then asks up to twice the mean, the
next nearly nothing.
"""

import random
import struct
from pathlib import Path
from typing import Any

import pycrdt

from declic.classroom.rules.updates import Known

PAIRS = 512
"""Different pairs; lesson n plays pair n modulo this."""
TALK_S = 8.0, 24.0
PAIRS_TOGETHER = 8
TALK_TOGETHER_S = 8.0, 40.0
UNDER_WAY_S = 120.0
"""Since when a lesson goes on, at least, when it is looked at: long enough to be anywhere in its course."""
SPARE_S = 45.0
"""The trace is so much longer than the play, during which some wait for the others to come in."""
CHUNK_S = 0.04
POINTER_S = 0.06
UPDATE, POINTER, CHAT = range(3)


class Hand:
    """One of the two: their document, and when each frame leaves."""

    def __init__(self, number: int, seed: int) -> None:
        self.client = 0x100000 + number
        self.chance = random.Random(seed)
        self.doc: Any = pycrdt.Doc(client_id=self.client)
        self.items: Any = self.doc.get("items", type=pycrdt.Map)
        self.frames: list[tuple[int, int, int, bytes]] = []
        """(ms, kind, clock after it, payload)."""
        self._made: list[bytes] = []
        self._names: list[str] = []
        self._said = 0
        self._letter = "pt"[number % 2]
        self._watch = self.doc.observe(lambda event: self._made.append(event.update))

    def write(self, begins: float, ends: float) -> None:
        chance, at = self.chance, begins
        for number in range(int((ends - begins) / POINTER_S)):
            place = f'{{"of":"{self.client}","at":[{chance.randrange(800)},{chance.randrange(600)}]}}'.encode()
            inside = _varint(1) + _varint(self.client) + _varint(number) + _varint(len(place)) + place
            self.frames.append((round(1000 * (begins + number * POINTER_S)), POINTER, 0, b"\x01" + _sized(inside)))
        while at < ends:
            at = self._stroke(at, chance.uniform(0.25, 1.1)) + chance.uniform(0.3, 0.9)

    def say(self, at: float) -> None:
        text = f'{{"type":"chat","cid":"{self._letter}{self._said}","text":"Regarde la ligne {self._said}, tu vois ?"}}'
        self.frames.append((round(1000 * at), CHAT, self._said, text.encode()))
        self._said += 1

    def _stroke(self, at: float, lasts: float) -> float:
        chance = self.chance
        if len(self._names) > 8 and chance.random() < 0.05:
            del self.items[self._names.pop()]
            return self._leaves(at)
        name = f"{self.client:x}-{len(self.frames)}-{chance.randrange(10**9)}"
        head = {"k": "pen", "a": str(self.client), "t": round(1000 * at), "c": "#14211C", "w": 3}
        self.items[name] = pycrdt.Map({"h": head, "p": pycrdt.Array([self._points(1)])})
        self._leaves(at)
        self._names.append(name)
        chunks = self.items[name]["p"]
        for number in range(1, int(lasts / CHUNK_S)):
            chunks.append(self._points(2 + number % 2))
            self._leaves(at + number * CHUNK_S)
        return at + lasts

    def _points(self, number: int) -> bytes:
        return bytes([0, *(self.chance.randrange(1, 90) for _ in range(2 * number))])

    def _leaves(self, at: float) -> float:
        clock = _clock_of(self.doc, self.client)
        for update in self._made:
            self.frames.append((round(1000 * at), UPDATE, clock, b"\x00\x02" + _sized(update)))
        self._made.clear()
        return at


def write_traces(path: Path, seconds: float, *, together: bool = False, seed: int = 1) -> dict[str, float]:
    """Writes them, two hands a pair; gives what is sent in a second by one lesson."""
    counts = [0, 0, 0]
    size = 0
    pairs, lasts = PAIRS_TOGETHER if together else PAIRS, seconds + SPARE_S
    with path.open("wb") as out:
        out.write(struct.pack("=I", pairs))
        for pair in range(pairs):
            chance = random.Random(seed * 1000 + pair)
            hands = [Hand(2 * pair + role, chance.randrange(10**9)) for role in range(2)]
            _lesson(hands, chance, lasts, together=together)
            for hand in hands:
                frames = sorted((one for one in hand.frames if one[0] < 1000 * lasts), key=lambda frame: frame[0])
                ready = [_frame(kind, payload) for _, kind, _, payload in frames]
                out.write(struct.pack("=II", len(frames), hand.client))
                out.write(b"".join(struct.pack("=IIII", at, kind, clock, len(whole)) for (at, kind, clock, _), whole in
                                   zip(frames, ready, strict=True)))  # fmt: skip
                out.write(b"".join(ready))
                for _, kind, _, payload in frames:
                    counts[kind] += 1
                    size += len(payload)
    names = ("updates", "pointers", "lines")
    rates = {f"{name}_a_second_of_a_lesson": n / pairs / lasts for name, n in zip(names, counts, strict=True)}
    return {**rates, "bytes_of_a_message": size / sum(counts)}


def _lesson(hands: list[Hand], chance: random.Random, lasts: float, *, together: bool) -> None:
    """From a moment of its course on; nothing of it was kept before."""
    at = chance.uniform(0, 8) if together else -UNDER_WAY_S - chance.uniform(0, 40)
    talk = TALK_TOGETHER_S if together else TALK_S
    while at < lasts:
        hand = hands[1 if chance.random() < 0.55 else 0]
        ends = at + chance.uniform(6, 20)
        if ends > 0:
            hand.write(max(at, 0.0), ends)
        at = ends + chance.uniform(*talk)
    for hand in hands:
        said = chance.uniform(2, 40)
        while said < lasts:
            hand.say(said)
            said += chance.uniform(20, 60)


def _clock_of(doc: Any, client: int) -> int:
    return Known.of_state(doc.get_state()).clocks.get(client, 0)


def _sized(body: bytes) -> bytes:
    return _varint(len(body)) + body


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _frame(kind: int, payload: bytes) -> bytes:
    """Under a mask of zeros: what is relayed is compared with what was sent."""
    size, first = len(payload), 0x81 if kind == CHAT else 0x82
    head = bytes((first, 0x80 | size)) if size < 126 else struct.pack("!BBH", first, 0x80 | 126, size)
    return head + b"\0\0\0\0" + payload
