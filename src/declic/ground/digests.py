"""What a page showed, known again when something is done of it."""

import hashlib


def digest_said(*said: object) -> str:
    """The same as long as nothing of it changes. Of what is written alike at each run: no set, no object of ours."""
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
