"""An OpenID Connect provider in a few lines: what a company's directory answers, well or badly."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "declic"
SECRET = "a secret of the company"


@dataclass
class Directory:
    issuer: str = ""
    fault: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    stranger: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def signs_in(self, address: str, employee: str = "employee-1") -> str:
        """The query the employee's browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = {**asked, "employee": employee}
        return f"?code={code}&state={asked['state']}"

    def describes(self) -> dict[str, Any]:
        return {
            "issuer": "https://elsewhere.example" if self.fault == "impostor" else self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig"}]}

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """None for a code unknown or served, another secret, or another verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or form.get("client_secret") != SECRET
            or asked["code_challenge"] != proof.rstrip(b"=").decode()
        ):
            return None
        now = int(time.time())
        said: dict[str, Any] = {
            "iss": "https://elsewhere.example" if self.fault == "issuer" else self.issuer,
            "aud": "another" if self.fault == "audience" else CLIENT,
            "sub": asked["employee"],
            "nonce": "n" * 40 if self.fault == "nonce" else asked["nonce"],
            "iat": now,
            "exp": now - 600 if self.fault == "expired" else now + 60,
        }
        if self.fault == "none":
            return {"id_token": jwt.encode(said, "", algorithm="none", headers={"kid": "one"})}
        if self.fault == "hmac":
            return {"id_token": jwt.encode(said, SECRET, algorithm="HS256", headers={"kid": "one"})}
        key = self.stranger if self.fault == "key" else self.key
        return {"id_token": jwt.encode(said, key, algorithm="RS256", headers={"kid": "one"})}


@contextmanager
def directory() -> Iterator[Directory]:
    held = Directory()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(held.keys() if self.path == "/keys" else held.describes())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(held.token({name: values[0] for name, values in parse_qs(body).items()}))

        def _say(self, said: dict[str, Any] | None) -> None:
            body = json.dumps(said or {"error": "invalid_grant"}).encode()
            self.send_response(200 if said else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    held.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
