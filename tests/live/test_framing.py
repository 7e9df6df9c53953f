"""Frames as a server writes them."""

from hypothesis import example, given
from hypothesis import strategies as st

from declic.live.protocol.framing import framed, framed_all, parted

SIZES = st.one_of(st.integers(0, 300), st.sampled_from([125, 126, 127, 65_535, 65_536, 70_000]))


@given(st.lists(SIZES.map(bytes), max_size=8))
@example([b"", b"x" * 125, b"y" * 126, b"z" * 65_536])
def test_frames_written_together_are_found_again_one_by_one(frames: list[bytes]) -> None:
    whole = framed_all(frames)
    assert whole == b"".join(map(framed, frames))
    assert parted(whole) == frames
