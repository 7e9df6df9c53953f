"""A company's own directory of its employees, by which they enrol their children without a code."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from declic.ground.errors import Refusal
from declic.ground.sealing import seal
from declic.journal.actions import record
from declic.people.models import Account, Guardian
from declic.people.queries import key
from declic.sponsors import facts
from declic.sponsors.actions.codes import issue_code
from declic.sponsors.models import Directory, DirectoryMember, Sponsor
from declic.sponsors.rules import CEILING_MAX
from declic.sponsors.rules.codes import CodeScope
from declic.sponsors.rules.directories import DirectoryKind, check_address, check_certificate

PURPOSE = "directory"


@dataclass(frozen=True)
class Described:
    """What the company's administrator tells of it."""

    kind: DirectoryKind
    issuer: str
    """Its own name: an OpenID Connect issuer, or a SAML entity."""
    client_id: str = ""
    secret: str = ""
    """Empty: the one kept stays."""
    sign_in_url: str = ""
    certificate: str = ""
    accepts_other_names: bool = False


@transaction.atomic
def set_directory(
    *, sponsor: Sponsor, described: Described, by: Account, now: datetime, seen: str | None = None
) -> Directory:
    """The sponsor's directory, as described from now on. `seen`: the digest of what was read before, empty for none;
    None where no page showed it. Refusal `bad_address`, for one that is not https; `bad_certificate`, for words that
    are none; `changed_since`. Without a certificate (SAML) or a secret it is kept, and not whole yet.
    """
    oidc = described.kind is DirectoryKind.OIDC
    check_address(described.issuer if oidc else described.sign_in_url)
    if not oidc and described.certificate:
        check_certificate(described.certificate)
    Sponsor.objects.select_for_update(no_key=True).get(pk=sponsor.pk)
    held = Directory.objects.filter(sponsor=sponsor).first()
    if seen is not None and seen != (held.digest if held else ""):
        raise Refusal("changed_since", "Cet annuaire a changé depuis que cette page est ouverte : relisez-le.")
    if held is None:
        code = issue_code(sponsor=sponsor, ceiling=CEILING_MAX, scope=CodeScope.EMPLOYEE, now=now, by=by)
        held = Directory(sponsor=sponsor, slug=secrets.token_hex(6), code=code)
    held.kind, held.issuer, held.client_id = described.kind.value, described.issuer, described.client_id
    held.sign_in_url, held.certificate = described.sign_in_url, described.certificate
    held.accepts_other_names, held.passing_names_at = described.accepts_other_names, None
    if described.secret:
        held.sealed_secret = seal(described.secret, key=key(), purpose=PURPOSE)
    held.save()
    record(facts.DirectorySet(sponsor_id=sponsor.pk, kind=held.kind), now=now, actor_id=by.pk)
    return held


@transaction.atomic
def note_member(*, directory: Directory, digest: str, guardian: Guardian, now: datetime) -> None:
    """One family for an employee, which may come back. Refusal `already_member`. Inside the caller's transaction."""
    if DirectoryMember.objects.filter(directory=directory, digest=digest, guardian=guardian).exists():
        return
    try:
        with transaction.atomic():
            DirectoryMember.objects.create(directory=directory, digest=digest, guardian=guardian, at=now)
    except IntegrityError:
        raise already_member() from None


def note_passing_names(*, directory: Directory, now: datetime) -> None:
    """For the operator's page: an employee was refused, for the directory calls them otherwise each time."""
    Directory.objects.filter(pk=directory.pk).update(passing_names_at=now)


def already_member() -> Refusal:
    return Refusal("already_member", "Une famille est déjà inscrite avec ce compte d’entreprise : connectez-vous.")
