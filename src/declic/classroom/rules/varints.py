"""Numbers as Yjs and lib0 write them: seven bits a byte, the lowest first, the high bit set on all but the last."""


def written(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def read(data: bytes, at: int) -> tuple[int, int]:
    """The number that stands there, and where it ends. IndexError when it does not end, ValueError past 63 bits."""
    number = shift = 0
    while shift < 63:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number, at
    raise ValueError(at)


def past(data: bytes, at: int, count: int) -> int:
    """After so many of them."""
    for _ in range(count):
        while data[at] >= 0x80:
            at += 1
        at += 1
    return at
