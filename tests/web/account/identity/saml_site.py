"""The provider of `saml_provider` behind an address: a page with a button for each person it knows."""

import base64
import html
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

from tests.web.account.identity.saml_provider import Says, key_pair

PRIVATE, CERTIFICATE = key_pair()
People = Mapping[str, Mapping[str, Sequence[str]]]
"""By the word on their button: the attributes said of them."""


@contextmanager
def saml_site(people: People) -> Iterator[str]:
    """Its address, which is also what it calls itself."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query).get("SAMLRequest", [""])[0]
            forms = _forms(people, f"http://{self.headers['Host']}/", asked) if asked else ""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Qui êtes-vous ?</title>{forms}".encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("localhost", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def _forms(people: People, issuer: str, asked: str) -> str:
    question = ET.fromstring(zlib.decompress(base64.b64decode(asked), -15))  # noqa: S314  (our own question)
    ours = question.find("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer")
    assert ours is not None
    back = question.attrib["AssertionConsumerServiceURL"]
    forms = []
    for who, attributes in people.items():
        says = Says(
            audience=ours.text or "",
            recipient=back,
            question=question.attrib["ID"],
            subject=who,
            issuer=issuer,
            attributes=attributes,
        )
        answer = html.escape(says.response(says.signed(PRIVATE, CERTIFICATE)))
        hidden = f'<input type="hidden" name="SAMLResponse" value="{answer}">'
        forms.append(f'<form method="post" action="{html.escape(back)}">{hidden}<button>{who}</button></form>')
    return "".join(forms)
