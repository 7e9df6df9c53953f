"""What EduConnect says of a person, by the names it gives to it: the one place that knows them.

Only two things are read: who it is, by an identifier that stays the same, and whether it is somebody legally
responsible for a pupil, or a pupil. The name is shown once, to be recognised, and is not kept. Birth date, school,
INE and the rest are neither asked for nor read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from declic.web.account.saml import Proved, RefusedError

_FREDU: Final = "urn:oid:1.3.6.1.4.1.20326.10.999.1."
"""The ministry's own attributes, written by number; a provider may write them by name."""
IDENTIFIER: Final = (f"{_FREDU}57", "FrEduCtId")
PROFILE: Final = (f"{_FREDU}7", "FrEduCtPersonAffiliation")
FIRST_NAME: Final = ("urn:oid:2.5.4.42", "givenName")
LAST_NAME: Final = ("urn:oid:2.5.4.4", "sn")
VECTOR: Final = ("FrEduVecteur",)
"""`profile|last name|first name|pupil's identifier|school`: what an académie's own window says."""


class Profile(Enum):
    GUARDIAN = "guardian"
    PUPIL = "pupil"
    OTHER = "other"
    """A teacher, a head of school: they have other doors."""


_PROFILES: Final = {
    "resp1d": Profile.GUARDIAN,
    "resp2d": Profile.GUARDIAN,
    "eleve1d": Profile.PUPIL,
    "eleve2d": Profile.PUPIL,
    "1": Profile.GUARDIAN,
    "2": Profile.GUARDIAN,
    "3": Profile.PUPIL,
    "4": Profile.PUPIL,
}
"""First degree and second; numbers are those of a vector."""


@dataclass(frozen=True)
class Person:
    identifier: str
    profile: Profile
    name: str
    """As shown to be recognised; may be empty."""


def person_of(proved: Proved) -> Person:
    """RefusedError when nothing said is the same the next time: a transient name alone identifies nobody."""
    identifier = _first(proved.attributes, IDENTIFIER)
    if identifier:
        identifier = f"id:{identifier}"
    elif proved.is_lasting:
        identifier = f"name:{proved.name}"
    else:
        raise RefusedError("no identifier that lasts")
    name = f"{_first(proved.attributes, FIRST_NAME)} {_first(proved.attributes, LAST_NAME)}".strip()
    return Person(identifier, _profile(proved.attributes), name[:80])


def _profile(attributes: Mapping[str, Sequence[str]]) -> Profile:
    """Several that disagree are none: a parent who teaches comes by the account they chose there."""
    said = {value.strip().lower() for name in PROFILE for value in attributes.get(name, ())}
    said |= {value.split("|")[0].strip() for name in VECTOR for value in attributes.get(name, ())}
    found = {_PROFILES.get(value, Profile.OTHER) for value in said}
    return found.pop() if len(found) == 1 else Profile.OTHER


def _first(attributes: Mapping[str, Sequence[str]], names: Sequence[str]) -> str:
    return next((values[0].strip() for name in names if (values := attributes.get(name)) and values[0]), "")
