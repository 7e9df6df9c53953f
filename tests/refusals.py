"""What is refused, by its code."""

import pytest

from declic.ground.errors import Refusal


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)
