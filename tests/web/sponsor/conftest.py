from collections.abc import Iterator

import pytest
import time_machine

from tests.web.sponsor.towns import READ


@pytest.fixture
def on_a_monday() -> Iterator[None]:
    with time_machine.travel(READ, tick=False):
        yield
