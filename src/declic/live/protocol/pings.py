"""The ping of a page, which comes each second from everybody: answered without being decoded."""

from typing import Final

HEAD: Final = b'{"type":"ping","n":'
MOST_DIGITS: Final = 15


def pong_to(text: bytes, at: str, row: int = 0) -> bytes | None:
    """The pong, if this is a ping as our page writes it; None when it is anything else, to be decoded. `row` 0: none is
    said.
    """
    if not text.startswith(HEAD):
        return None
    number = text[len(HEAD) : -1]
    if text[-1:] != b"}" or not number.isdigit() or len(number) > MOST_DIGITS or (number[0] == 0x30 and number != b"0"):
        return None
    said = b',"row":%d' % row if row else b""
    return b'{"type":"pong","n":%b,"at":"%b"%b}' % (number, at.encode(), said)
