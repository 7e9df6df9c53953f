"""A pupil of a list, and a file on its way, each made by one call and without a process."""

from datetime import datetime
from itertools import count
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from declic.rolls import documents
from declic.rolls.actions.codes import fresh_codes, personal_code
from declic.rolls.clean import Look
from declic.rolls.models import RollEntry, RollFile
from declic.rolls.rules.states import kept_until
from declic.sponsors.models import Officer, Sponsor
from tests.rolls import files
from tests.world import NOW

_numbers = count(1)


def make_entry(
    sponsor: Sponsor,
    first_name: str = "Awa",
    *,
    level: str = "CP",
    school: str = "École A",
    uses: int = 0,
    now: datetime = NOW,
) -> RollEntry:
    code = personal_code(sponsor_id=sponsor.pk, text=fresh_codes(number=1)[0], now=now)
    code.uses = uses
    code.save()
    return RollEntry.objects.create(
        sponsor=sponsor,
        first_name=first_name,
        last_name="BA",
        level=level,
        school=school,
        code=code,
        name_key=f"{next(_numbers):040d}",
        listed_at=now,
        keep_until=kept_until(now.date()),
    )


def make_file(officer: Officer, *, now: datetime = NOW) -> RollFile:
    """An ONDE file, looked at, whose columns nobody has said yet."""
    file_id = uuid4()
    documents.keep_sent(file_id, SimpleUploadedFile("liste.csv", files.onde()))
    documents.keep_look(file_id, Look("CSV", files.ONDE_HEADER.split(";"), [["exemple"]] * 22))
    return RollFile.objects.create(
        pk=file_id, sponsor=officer.sponsor, by=officer.account, kind="CSV", sent_at=now, heard_at=now
    )
