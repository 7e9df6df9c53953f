"""Who people are."""

from enum import Enum


class TeacherState(Enum):
    CANDIDATE = "candidate"
    APPROVED = "approved"
    SUSPENDED = "suspended"

    @property
    def label(self) -> str:
        return {"candidate": "à vérifier", "approved": "agréé", "suspended": "suspendu"}[self.value]
