"""What Vite built is kept for ever by browsers; anything else is asked again."""

import pytest

from declic.web.layout.static_files import HASHED


@pytest.mark.parametrize(
    ("url", "kept_for_ever"),
    [
        ("/static/assets/room-CvM9O082.js", True),
        ("/static/assets/title-K_jIYz-Q.woff2", True),
        ("/static/assets/room.js", False),
        ("/static/admin/css/base.css", False),
    ],
)
def test_only_names_with_a_hash_are_immutable(url: str, *, kept_for_ever: bool) -> None:
    assert (HASHED.match(url) is not None) is kept_for_ever
