"""What can have happened to a sponsor."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class _OfSponsor:
    sponsor_id: int

    def subject(self) -> str:
        return f"sponsor:{self.sponsor_id}"


@dataclass(frozen=True)
class SponsorCreated(_OfSponsor):
    kind: str


@dataclass(frozen=True)
class SponsorPresented(_OfSponsor):
    pass


@dataclass(frozen=True)
class SponsorIdentified(_OfSponsor):
    siren: str


@dataclass(frozen=True)
class SponsorMoved(_OfSponsor):
    """Its establishment has another SIRET, of the same SIREN."""

    former: str
    siret: str


@dataclass(frozen=True)
class AgreementDrafted(_OfSponsor):
    agreement_id: int


@dataclass(frozen=True)
class AgreementQuoted(_OfSponsor):
    agreement_id: int


@dataclass(frozen=True)
class AgreementSigned(_OfSponsor):
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class DataContractSigned(_OfSponsor):
    agreement_id: int


@dataclass(frozen=True)
class AgreementEnded(_OfSponsor):
    agreement_id: int
    last_day: date


@dataclass(frozen=True)
class AmendmentPrepared(_OfSponsor):
    agreement_id: int
    number: int


@dataclass(frozen=True)
class AmendmentDropped(_OfSponsor):
    agreement_id: int
    number: int


@dataclass(frozen=True)
class AmendmentsLeft(_OfSponsor):
    """Those of the agreement it renews, up to this one, are not carried over to it: somebody read them, and chose."""

    agreement_id: int
    number: int


@dataclass(frozen=True)
class AgreementAmended(_OfSponsor):
    agreement_id: int
    number: int
    signed_on: date


@dataclass(frozen=True)
class CodeIssued(_OfSponsor):
    code_id: int
    ceiling: int


@dataclass(frozen=True)
class CommitmentNoted(_OfSponsor):
    agreement_id: int


@dataclass(frozen=True)
class CodeRevoked(_OfSponsor):
    code_id: int


@dataclass(frozen=True)
class CodeRedeemed(_OfSponsor):
    code_id: int
    guardian_id: int


@dataclass(frozen=True)
class PupilEnrolled(_OfSponsor):
    pupil_id: int


@dataclass(frozen=True)
class OfficerInvited(_OfSponsor):
    invitation_id: int
    role: str

    def subject(self) -> str:
        return f"invitation:{self.invitation_id}"


@dataclass(frozen=True)
class InvitationTakenBack(_OfSponsor):
    """By the team of the sponsor, by the operator, or by whoever reads its letter."""

    invitation_id: int


@dataclass(frozen=True)
class OfficerNamed(_OfSponsor):
    officer_account_id: int
    role: str


@dataclass(frozen=True)
class OfficerDismissed(_OfSponsor):
    officer_account_id: int


@dataclass(frozen=True)
class FamilyRegisteredAtDesk(_OfSponsor):
    guardian_id: int


@dataclass(frozen=True)
class FamilyOpenedAtDesk(_OfSponsor):
    """With its reference: a child was added, a card made again, or an address given."""

    guardian_id: int


@dataclass(frozen=True)
class AddressTakenBack(_OfSponsor):
    """The address given at the desk is not the family's, says the child's page."""

    guardian_id: int


@dataclass(frozen=True)
class AddressHeld(_OfSponsor):
    """Likewise, after somebody came in by it: nobody does until it is settled."""

    guardian_id: int


@dataclass(frozen=True)
class AddressGivenBack(_OfSponsor):
    """It is the parent's: by the paper of the desk, or the team says so."""

    guardian_id: int


@dataclass(frozen=True)
class JoinAsked(_OfSponsor):
    request_id: int


@dataclass(frozen=True)
class JoinDeclined(_OfSponsor):
    request_id: int


@dataclass(frozen=True)
class FamilyMoved(_OfSponsor):
    """From another sponsor to this one, by the family's own choice."""

    from_sponsor_id: int
    guardian_id: int


@dataclass(frozen=True)
class PlaceChanged(_OfSponsor):
    """Another school or quartier of the same sponsor, by the family's own choice."""

    pupil_id: int
    code_id: int


@dataclass(frozen=True)
class CodeRush(_OfSponsor):
    code_id: int
    families: int
    """Registered within an hour."""
    networks: int
    """They came from; which ones is kept nowhere."""


@dataclass(frozen=True)
class DirectorySet(_OfSponsor):
    kind: str
