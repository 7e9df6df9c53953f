"""What is generated from the messages is up to date."""

import pytest

from declic.live.protocol.codes import MEANINGS, Close, Fault
from declic.live.protocol.written import files


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_generated_files_are_fresh(path: object) -> None:
    assert path.read_text() == files()[path], "declic protocol"  # type: ignore[attr-defined,index]


def test_every_code_has_its_meaning_and_every_fault_its_sentence() -> None:
    assert set(MEANINGS) == set(Close)
    assert all(fault.message for fault in Fault)
