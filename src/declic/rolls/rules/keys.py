"""How a pupil of a list is found again in the next file, without what says who they are being kept."""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, replace

from declic.rolls.rules.rows import Taken


@dataclass(frozen=True)
class Keys:
    """Keyed hashes, different from one sponsor to the next: nobody finds a child of one list in another."""

    ine: str
    """Empty where the file gives no INE."""
    name: str
    """Of the name and the date of birth; of the name and the school where there is no date. Empty only of a row that
    is refused and does not say as much.
    """
    dated: bool = False
    """The name's key is of a date of birth: one that is not is never the same, be it of the same pupil."""


def roll_key(secret: bytes) -> bytes:
    """Apart from what the same secret signs elsewhere."""
    return hmac.new(secret, b"declic.roll", hashlib.sha256).digest()


def keys_of(key: bytes, sponsor_id: int, row: Taken) -> Keys:
    ine = _hashed(key, sponsor_id, "ine", row.ine) if row.ine else ""
    return Keys(ine, _name_key(key, sponsor_id, row), bool(row.birth))


def keys_kept(key: bytes, sponsor_id: int, row: Taken, ine: str, name: str) -> Keys:
    """Those of a pupil of the list; `row` is what is kept of them, without a date."""
    return Keys(ine, name, name != _name_key(key, sponsor_id, row))


def _name_key(key: bytes, sponsor_id: int, row: Taken) -> str:
    rest = row.birth or f"at:{fold(row.school)}"
    return _hashed(key, sponsor_id, "name", f"{fold(row.last_name)}/{fold(row.first_name)}/{rest}")


def keys_left(key: bytes, sponsor_id: int, given: Taken) -> Keys:
    """Of what a refused row still gives (`rows.still_given`)."""
    found = keys_of(key, sponsor_id, given)
    return found if given.last_name else replace(found, name="")


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "", letters)


def _hashed(key: bytes, sponsor_id: int, what: str, said: str) -> str:
    return hmac.new(key, f"{sponsor_id}:{what}:{said}".encode(), hashlib.sha256).hexdigest()[:40]


def differ(one: Keys, other: Keys) -> bool:
    """Both give an INE, and not the same."""
    return bool(one.ine and other.ine and one.ine != other.ine)
