"""What can have happened to people. No name is written in a fact: a fact outlives the person."""

from dataclasses import dataclass


@dataclass(frozen=True)
class _OfGuardian:
    guardian_id: int

    def subject(self) -> str:
        return f"guardian:{self.guardian_id}"


@dataclass(frozen=True)
class _OfPupil:
    pupil_id: int
    pupil_account_id: int

    def subject(self) -> str:
        return f"pupil:{self.pupil_id}"


@dataclass(frozen=True)
class _OfTeacher:
    teacher_account_id: int

    def subject(self) -> str:
        return f"account:{self.teacher_account_id}"


@dataclass(frozen=True)
class TeacherPreferred(_OfTeacher):
    """A teacher said how they want to be rung."""

    is_armed: bool
    takes_neighbours: bool
    rings_to_end: bool


class GuardianRegistered(_OfGuardian):
    """An adult opened an account for a family."""


@dataclass(frozen=True)
class ConsentGiven(_OfGuardian):
    kind: str
    version: str


@dataclass(frozen=True)
class GuardianErased(_OfGuardian):
    """The family's account and all its children are gone."""

    why: str = "asked"
    """As below; `unconfirmed`: nobody confirmed the address it was registered by."""


@dataclass(frozen=True)
class ChildAdded(_OfPupil):
    level: str


@dataclass(frozen=True)
class ChildChanged(_OfPupil):
    level: str


@dataclass(frozen=True)
class ChildErased(_OfPupil):
    """The pupil's account and all that hung on it are gone."""

    why: str = "asked"
    """`asked` by the guardian; `time`: nobody said they go on."""


@dataclass(frozen=True)
class CardIssued(_OfPupil):
    generation: int


@dataclass(frozen=True)
class CardRevoked(_OfPupil):
    generation: int


@dataclass(frozen=True)
class CardUsed(_OfPupil):
    how: str
    """`code`, `qr`, `pictures`, `guardian`."""


@dataclass(frozen=True)
class _OfAccount:
    account_id: int

    def subject(self) -> str:
        return f"account:{self.account_id}"


class SchoolIdentityLinked(_OfAccount):
    """A guardian's or pupil's EduConnect account signs them in from now on; which one is not written here."""


class SchoolIdentityUnlinked(_OfAccount):
    """It does no more."""


@dataclass(frozen=True)
class AdultInvited:
    """An account without a password: a letter holds the link that chooses one."""

    account_id: int
    role: str
    """`officer`, `teacher`, or `family`: registered at a desk without an address."""

    def subject(self) -> str:
        return f"account:{self.account_id}"


class ChecksNoted(_OfTeacher):
    """The dates of the checks were written down."""


class SkillsSet(_OfTeacher):
    """What they may be rung for was decided again."""


class TeacherApproved(_OfTeacher):
    """The checks are done; they may be rung."""


class TeacherSuspended(_OfTeacher):
    """They may no longer be rung, nor be with a pupil."""


class TeacherLeft(_OfTeacher):
    """Their account is closed: nobody enters by it any more."""


class TeacherForgotten(_OfTeacher):
    """Nothing had to be kept of them any more."""


class CallsAgreed(_OfTeacher):
    """They may be called while off duty; the number is not written here."""


class CallsRefused(_OfTeacher):
    """They may not, any more."""


class PushDeviceAdded(_OfTeacher):
    """They may be called on one browser more while off duty; which one is not written here."""


@dataclass(frozen=True)
class PushDeviceRemoved(_OfTeacher):
    why: str
    """`asked`, or `gone`: its push service knows it no more."""


@dataclass(frozen=True)
class SecondFactorReset:
    """By an operator, after the person lost it."""

    account_id: int

    def subject(self) -> str:
        return f"account:{self.account_id}"


class AccountClosed(_OfAccount):
    """By an operator: it opens nothing, on whatever device, those a code of six digits brought included."""


@dataclass(frozen=True)
class SignInEnded:
    """A browser is signed out, from there or from another: its pages are told at once."""

    account_id: int
    sign_in_id: int
    why: str
    """`left`: signed out there; `ended`: from another browser; `password`: it was changed; `factor`: it was reset;
    `team`: an operator closed the account, or took it off the team; `address`: it was taken back; `card`: it was lost;
    `erased`: the account is no more.
    """

    def subject(self) -> str:
        return f"account:{self.account_id}"
