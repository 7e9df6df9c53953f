"""A TURN client over TLS (RFC 8656, 8489): enough of one to ask for a relay and to send through it."""

import hashlib
import hmac
import os
import socket
import ssl
import struct
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Self

_COOKIE: Final = 0x2112A442
_ALLOCATE, _PERMISSION, _SEND, _DATA = 0x0003, 0x0008, 0x0016, 0x0017
_ERROR: Final = 0x0110
_USERNAME, _INTEGRITY, _ERROR_CODE, _PEER, _DATA_VALUE, _REALM, _NONCE, _TRANSPORT = (
    0x0006, 0x0008, 0x0009, 0x0012, 0x0013, 0x0014, 0x0015, 0x0019,
)  # fmt: skip
_FAMILY: Final = 0x0017
_FAMILIES: Final = {4: 1, 6: 2}
Attributes = list[tuple[int, bytes]]


class RefusedError(Exception):
    """By the relay: its code is the message."""


class TurnClient:
    def __init__(self, port: int, certificate: Path, username: str, password: str) -> None:
        trusted = ssl.create_default_context(cafile=certificate)
        plain = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._socket = trusted.wrap_socket(plain, server_hostname="127.0.0.1")
        self._name, self._password = username, password
        self._realm = self._nonce = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    @property
    def cipher(self) -> str:
        return f"{self._socket.version()}"

    def allocate(self, version: int = 4) -> None:
        """An address of IPv4 or of IPv6. The first answer says for what realm to sign."""
        wanted = [(_TRANSPORT, bytes((17, 0, 0, 0))), (_FAMILY, bytes((_FAMILIES[version], 0, 0, 0)))]
        try:
            self._ask(_ALLOCATE, wanted)
        except RefusedError as unsigned:
            if str(unsigned) != "401":
                raise
        self._ask(_ALLOCATE, wanted)

    def permit(self, host: str) -> None:
        self._ask(_PERMISSION, [], peer=(host, 0))

    def send(self, host: str, port: int, data: bytes) -> None:
        self._write(_SEND, [(_DATA_VALUE, data)], peer=(host, port))

    def receive(self) -> bytes:
        while True:
            kind, attributes = self._read()
            if kind == _DATA:
                return dict(attributes)[_DATA_VALUE]

    def _ask(self, kind: int, attributes: Attributes, peer: tuple[str, int] | None = None) -> None:
        self._write(kind, attributes, peer, signed=self._nonce != b"")
        answer, told = self._read()
        said = dict(told)
        self._realm, self._nonce = said.get(_REALM, self._realm), said.get(_NONCE, self._nonce)
        if answer & _ERROR == _ERROR:
            raise RefusedError(str(said[_ERROR_CODE][2] * 100 + said[_ERROR_CODE][3]))

    def _write(
        self, kind: int, attributes: Attributes, peer: tuple[str, int] | None = None, *, signed: bool = False
    ) -> None:
        identity = os.urandom(12)
        if peer is not None:
            attributes = [(_PEER, _address(*peer, identity)), *attributes]
        if signed:
            attributes = [
                *attributes, (_USERNAME, self._name.encode()), (_REALM, self._realm), (_NONCE, self._nonce),
            ]  # fmt: skip
        body = b"".join(_attribute(*one) for one in attributes)
        if signed:
            head = struct.pack(">HHI", kind, len(body) + 24, _COOKIE) + identity
            key = hashlib.md5(f"{self._name}:{self._realm.decode()}:{self._password}".encode()).digest()  # noqa: S324
            body += _attribute(_INTEGRITY, hmac.new(key, head + body, "sha1").digest())
        self._socket.sendall(struct.pack(">HHI", kind, len(body), _COOKIE) + identity + body)

    def _read(self) -> tuple[int, Attributes]:
        kind, length, _ = struct.unpack(">HHI", self._exactly(20)[:8])
        body, told, at = self._exactly(length), [], 0
        while at < len(body):
            name, size = struct.unpack_from(">HH", body, at)
            told.append((name, body[at + 4 : at + 4 + size]))
            at += 4 + size + -size % 4
        return kind, told

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            part = self._socket.recv(size - len(data))
            if not part:
                raise ConnectionError
            data += part
        return data


def _attribute(name: int, value: bytes) -> bytes:
    return struct.pack(">HH", name, len(value)) + value + bytes(-len(value) % 4)


def _address(host: str, port: int, identity: bytes) -> bytes:
    """XOR-PEER-ADDRESS, in a message of that identity."""
    address = ip_address(host)
    mask = struct.pack(">I", _COOKIE) + identity
    hidden = bytes(byte ^ other for byte, other in zip(address.packed, mask, strict=False))
    return struct.pack(">BBH", 0, _FAMILIES[address.version], port ^ (_COOKIE >> 16)) + hidden
