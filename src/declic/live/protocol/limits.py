"""Limits of the sockets. Past one of them a client gets a clear error, never a silent cut."""

from typing import Final

FRAME_BYTES: Final = 1 << 20
"""Largest binary message."""
TEXT_BYTES: Final = 16 << 10
"""Largest text message."""
CHAT_SIGNS: Final = 2000
"""Unicode code points in a line of chat."""
FRAMES_PER_SECOND: Final = 120
"""Sustained, per socket, all kinds of frames together: whole messages, fragments of one, pings and pongs."""
FRAMES_BURST: Final = 400
"""What a socket may send at once after a rest."""
PIECE_BYTES: Final = 8 << 10
"""A frame above it goes in pieces no larger: 100 kbit/s carry one in less than a second."""
AHEAD_BYTES: Final = 128 << 10
"""Pieces sent to a client, and that it has not said it took."""
TAKEN_BYTES: Final = 64 << 10
"""A client says `took` this often at least."""
FRAGMENTS: Final = 256
"""WebSocket fragments one message may come in."""
TALK_PER_SECOND: Final = 10
"""Same, at the desk and on the waiting page; what comes faster is dropped, and said so."""
TALK_BURST: Final = 40
DOCUMENT_BYTES: Final = 20 << 20
"""Board of a room: snapshot plus what came after it."""
ROOM_SOCKETS: Final = 6
SILENCE_S: Final = 6
"""A `declic.v1` socket not heard for so long is closed. Its page pings each second, and comes back after 2.5 s."""
PLAIN_SILENCE_S: Final = 60
"""Same, for a plain y-websocket client, which is pinged by WebSocket frames."""
UNREAD_BYTES: Final = 4 << 20
"""Waiting to be read by one client: past it the socket is closed, and the client syncs again."""
UNKEPT_BYTES: Final = 64 << 20
"""Waiting to be written to the log, all rooms together: past it updates are refused."""
PICOWS_FRAME_BYTES: Final = 2 << 20
"""Past this the frame is not even read, and the standard code 1009 is used."""

SHOWN: Final[dict[str, int]] = {
    "frame_bytes": FRAME_BYTES,
    "text_bytes": TEXT_BYTES,
    "chat_signs": CHAT_SIGNS,
    "frames_per_second": FRAMES_PER_SECOND,
    "frames_burst": FRAMES_BURST,
    "fragments": FRAGMENTS,
    "piece_bytes": PIECE_BYTES,
    "taken_bytes": TAKEN_BYTES,
    "document_bytes": DOCUMENT_BYTES,
    "room_sockets": ROOM_SOCKETS,
    "silence_s": SILENCE_S,
}
"""Told to the client in `welcome`."""
