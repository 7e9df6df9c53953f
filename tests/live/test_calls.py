"""A description of a call from somebody who may only hear sends nothing, however it is written."""

from typing import Any

import pytest

from declic.live.protocol.calls import only_hearing

HEAD = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
REST = "a=mid:0\r\na=rtpmap:111 opus/48000/2\r\n"


def heard(sdp: str) -> str:
    return str(only_hearing({"kind": "offer", "call": "c", "sdp": sdp})["sdp"])


@pytest.mark.parametrize(
    ("said", "relayed"),
    [("sendrecv", "recvonly"), ("sendonly", "inactive"), ("recvonly", "recvonly"), ("inactive", "inactive")],
)
def test_each_medium_only_receives(said: str, relayed: str) -> None:
    medium = AUDIO + f"a={relayed}\r\n" + REST
    sent = AUDIO + REST + f"a={said}\r\n"
    assert heard(HEAD + sent + sent) == HEAD + medium + medium
    assert heard(HEAD + medium) == HEAD + medium


@pytest.mark.parametrize(
    "sdp",
    [
        HEAD + AUDIO + REST,
        HEAD + "a=sendrecv\r\n" + AUDIO + REST,
        HEAD + AUDIO + "a=recvonly\r\na=sendrecv\r\n" + REST,
        HEAD + AUDIO + " a = SendRecv \r\n" + REST,
        (HEAD + AUDIO + "a=sendrecv\r\n" + REST).replace("\r\n", "\n"),
        (HEAD + AUDIO + "a=sendrecv\r\n" + REST).replace("\r\n", "\r"),
    ],
)
def test_what_is_written_otherwise_sends_nothing_either(sdp: str) -> None:
    assert heard(sdp) == HEAD + AUDIO + "a=recvonly\r\n" + REST


@pytest.mark.parametrize("data", [None, 3, "sdp", [], {"kind": "start"}, {"kind": "offer", "sdp": 3}])
def test_what_describes_no_call_is_relayed_as_it_is(data: Any) -> None:
    assert only_hearing(data) == data
