"""Who is approved for what: teachers are thousands, hold tens of skills each, and these change a few times a week."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Count, Max

from declic.dispatch.queries.kept import KEPT
from declic.dispatch.rules.matcher import Skill
from declic.people.models import Skill as SkillRow


def skills_held() -> Mapping[int, frozenset[Skill]]:
    """Teacher → all their skills, of those who have any. Equal sets are one object."""
    return KEPT.read(_held, version=_version)


def _held() -> dict[int, frozenset[Skill]]:
    held: dict[int, list[Skill]] = defaultdict(list)
    for teacher, subject, level in SkillRow.objects.values_list("teacher_id", "subject", "level"):
        held[teacher].append((subject, level))
    alike: dict[frozenset[Skill], frozenset[Skill]] = {}
    return {
        teacher: alike.setdefault(skills, skills) for teacher, skills in ((t, frozenset(s)) for t, s in held.items())
    }


def _version() -> tuple[int, int | None]:
    """Another whenever a row came or went: keys only grow, and no row is ever changed."""
    rows, last = SkillRow.objects.aggregate(rows=Count("pk"), last=Max("pk")).values()
    return rows, last
