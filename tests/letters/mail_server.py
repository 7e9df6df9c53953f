"""A mail server of our own on loopback: it takes, refuses, says « not now », hangs up, goes and comes back."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from django.test import override_settings

GREETING = b"220 here"


@dataclass
class MailServer:
    """`answers`: to RCPT by address; `to_data`: instead of taking a letter; empty: it hangs up there."""

    port: int = 0
    answers: dict[str, bytes] = field(default_factory=dict)
    to_data: bytes = b"250 taken"
    taken: list[EmailMessage] = field(default_factory=list)
    knocks: int = 0
    during_data: Any = None
    """Called once a letter is here and before it is said that it is taken."""
    _server: socketserver.ThreadingTCPServer | None = None

    def come(self) -> None:
        here = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                here._talk(self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", self.port), Talk)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def go(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _talk(self, talk: socketserver.StreamRequestHandler) -> None:
        def say(words: bytes) -> None:
            talk.wfile.write(words + b"\r\n")

        self.knocks += 1
        say(GREETING)
        for line in talk.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                say(b"354 go on")
                lines = list(iter(talk.rfile.readline, b".\r\n"))
                raw = b"".join(one.removeprefix(b".") for one in lines)
                letter = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
                if self.to_data.startswith(b"250"):
                    self.taken.append(letter)
                if self.during_data is not None:
                    self.during_data()
                if not self.to_data:
                    return
                say(self.to_data)
            elif word == b"RCPT":
                address = line.decode().partition("<")[2].partition(">")[0]
                say(self.answers.get(address, b"250 yes"))
            elif word == b"QUIT":
                say(b"221 bye")
                return
            else:
                say(b"250 yes")

    @property
    def addresses(self) -> list[str]:
        return [str(letter["to"]) for letter in self.taken]


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    """Here, and what the service writes goes to it."""
    server = MailServer()
    server.come()
    smtp = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": server.port,
        "EMAIL_USE_TLS": False,
        "EMAIL_HOST_USER": "",
        "EMAIL_TIMEOUT": 5,
        "LETTERS_AT_ONCE": False,
    }
    try:
        with override_settings(**smtp):
            yield server
    finally:
        server.go()
