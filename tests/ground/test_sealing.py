"""Sealed secrets are read with the key and for the purpose they were sealed with, and not otherwise."""

import pytest

from declic.ground.sealing import BrokenSealError, is_sealed, seal, unseal

KEY = b"the service's key"


def test_what_is_sealed_is_read_again_and_never_looks_the_same() -> None:
    first, second = (seal("JBSWY3DP", key=KEY, purpose="totp") for _ in range(2))
    assert first != second
    assert is_sealed(first)
    assert "JBSWY3DP" not in first
    assert unseal(first, key=KEY, purpose="totp") == "JBSWY3DP"


@pytest.mark.parametrize(("key", "purpose"), [(b"another key", "totp"), (KEY, "oidc")])
def test_another_key_or_purpose_opens_nothing(key: bytes, purpose: str) -> None:
    with pytest.raises(BrokenSealError):
        unseal(seal("JBSWY3DP", key=KEY, purpose="totp"), key=key, purpose=purpose)


@pytest.mark.parametrize("wrong", ["s1.", "s1.AAAA", "s1.é", "JBSWY3DP", ""])
def test_what_was_never_sealed_is_not_read(wrong: str) -> None:
    with pytest.raises(BrokenSealError):
        unseal(wrong, key=KEY, purpose="totp")


def test_one_sign_changed_is_seen() -> None:
    sealed = seal("JBSWY3DP", key=KEY, purpose="totp")
    other = "A" if sealed[20] != "A" else "B"
    with pytest.raises(BrokenSealError):
        unseal(sealed[:20] + other + sealed[21:], key=KEY, purpose="totp")
