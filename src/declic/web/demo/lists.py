"""The list of the demo's commune: two schools, half of whose pupils came with their card."""

from datetime import datetime
from random import Random

from declic.ground.ids import readable_code
from declic.ground.paris import paris_day
from declic.rolls.actions.codes import code_row
from declic.rolls.models import RollEntry, RollNotice
from declic.rolls.rules.notice import VERSION
from declic.rolls.rules.states import kept_until
from declic.sponsors.models import ActivationCode, Sponsor
from declic.sponsors.rules.codes import PERSONAL_LENGTH

SCHOOLS = {
    "École Victor-Hugo": {"CP": 21, "CE1": 24, "CE2": 22, "CM1": 25, "CM2": 23},
    "Collège Jean-Macé": {"6E": 48, "5E": 45, "4E": 51, "3E": 44},
}
LAST_NAMES = ("BA", "BENALI", "DASILVA", "DIALLO", "GARCIA", "KAYA", "LEFÈVRE", "MARTIN", "MOREAU", "NGUYEN", "PETIT")
CAME = 0.45


def list_pupils(town: Sponsor, names: list[str], then: datetime, chance: Random) -> None:
    until = kept_until(paris_day(then))
    placed = [
        (school, level) for school, levels in SCHOOLS.items() for level, number in levels.items() for _ in range(number)
    ]
    codes = ActivationCode.objects.bulk_create(
        ActivationCode(
            **{
                **code_row(sponsor_id=town.pk, text=readable_code(PERSONAL_LENGTH, chance.choice), now=then),
                "uses": int(chance.random() < CAME),
            }
        )
        for _ in placed
    )
    RollEntry.objects.bulk_create(
        RollEntry(
            sponsor=town,
            first_name=chance.choice(names),
            last_name=chance.choice(LAST_NAMES),
            level=level,
            school=school,
            code=code,
            name_key=f"demo-{code.code}",
            listed_at=then,
            keep_until=until,
        )
        for (school, level), code in zip(placed, codes, strict=True)
    )
    officer = town.officers.select_related("account").first()
    RollNotice.objects.create(sponsor=town, version=VERSION, at=then, by=officer.account if officer else None)
