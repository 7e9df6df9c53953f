"""Sealing and signing, against the example of the RFC and against the receiving side."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from declic.config.push_key import push_pair
from declic.notices.web_push import sealed, signature
from tests.notices.push_service import Browser, bytes_of, signer_of, text_of


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(bytes_of(text), "big"), ec.SECP256R1())


def test_the_example_of_rfc_8291_comes_out_to_the_byte() -> None:
    """Appendix A."""
    body = sealed(
        b"When I grow up, I want to be a watermelon",
        p256dh="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth="BTBZMqHH6r4Tts7J_aSIgg",
        ours=private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=bytes_of("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert text_of(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(max_size=3000))
def test_the_browser_opens_what_was_sealed_for_it_and_no_other_does(text: bytes) -> None:
    browser, other = Browser(), Browser()
    body = sealed(text, **browser.keys)
    assert browser.opened(body) == text
    with pytest.raises(InvalidTag):
        other.opened(body)


def test_two_messages_have_nothing_in_common() -> None:
    browser = Browser()
    first, second = (sealed(b"the same", **browser.keys) for _ in range(2))
    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]


def test_a_point_beside_the_curve_is_refused() -> None:
    with pytest.raises(ValueError, match=r".*"):
        sealed(b"", p256dh=text_of(b"\x04" + b"\x01" * 64), auth=text_of(bytes(16)))


def test_the_signature_is_for_one_push_service_and_names_our_key() -> None:
    key, public = push_pair(text_of(b"\x07" * 32))
    said = signature("https://web.push.apple.com/abc?d", key=key, contact="mailto:a@b.fr", now=timezone.now())
    assert signer_of(said, "https://web.push.apple.com") == public
    with pytest.raises(AssertionError):
        signer_of(said, "https://fcm.googleapis.com")


@pytest.mark.parametrize("text", ["", "short", text_of(bytes(31)), text_of(bytes(32)), "é" * 43])
def test_what_is_no_key_stops_the_start_with_a_sentence(text: str) -> None:
    with pytest.raises(SystemExit, match="DECLIC_PUSH_KEY"):
        push_pair(text)


def test_a_key_may_be_written_in_either_alphabet() -> None:
    assert push_pair("/+8" + "A" * 39 + "E=")[1] == push_pair("_-8" + "A" * 39 + "E")[1]
