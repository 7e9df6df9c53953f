"""Who may be a sponsor: the official lists, and those there are, by name, place or SIRET."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Q, QuerySet

from declic.sponsors import rules
from declic.sponsors.models import Authority, Commune, Sponsor
from declic.sponsors.rules.names import DEPARTMENT, authority_codes, authority_names, bare_authority, begins_words


def find_communes(text: str, limit: int = 20) -> list[Commune]:
    """By name (accents, dashes and a slip or two forgiven), postal code or INSEE code; the best first."""
    typed = text.strip()
    if len(typed) < 2:
        return []
    if typed[:2].isdigit():
        coded = Commune.objects.filter(Q(postcodes__contains=typed) | Q(pk=typed))
        return list(coded.order_by("-population", "name")[:limit])
    keys = _names(Commune.objects.count()).find(typed, limit)
    found = Commune.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def find_authorities(text: str, limit: int = 8) -> list[Authority]:
    """Intercommunalités and départements, likewise; a département also by its number."""
    typed = text.strip()
    if typed[:2].isdigit() or DEPARTMENT.fullmatch(typed):
        return list(Authority.objects.filter(Q(pk__in=authority_codes(typed)) | Q(siren=typed)).order_by("pk")[:limit])
    named = bare_authority(typed)
    keys = _authority_names(Authority.objects.count()).find(named, limit) if len(named) > 1 else []
    found = Authority.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


@lru_cache(maxsize=1)
def _authority_names(count: int) -> rules.NameIndex:
    del count
    rows = Authority.objects.values_list("pk", "name", "population")
    return rules.NameIndex.of((key, authority_names(key, name), population or 0) for key, name, population in rows)


def find_sponsors(text: str, communes: Iterable[Commune], authorities: Iterable[Authority]) -> QuerySet[Sponsor]:
    """By name (accents and dashes forgiven), SIREN or SIRET, number of the département; and who is of these rows of
    the lists. None typed: all.
    """
    typed = text.strip()
    if not typed:
        return Sponsor.objects.all()
    named = [pk for pk, name in Sponsor.objects.values_list("pk", "name") if begins_words(typed, name)]
    number = "".join(typed.split())
    wanted = (
        Q(pk__in=named) | Q(name__icontains=typed) | Q(commune__in=list(communes)) | Q(authority__in=list(authorities))
    )
    if len(number) > 3 and number.isdigit():
        wanted |= Q(siret__startswith=number) | Q(siren__startswith=number[:9], siret="")
    if DEPARTMENT.fullmatch(typed):
        wanted |= Q(commune__department=typed.upper()) | Q(authority__department=typed.upper())
    return Sponsor.objects.filter(wanted)


@lru_cache(maxsize=1)
def _names(count: int) -> rules.NameIndex:
    """Built once in a process: the list changes once a year, and its length with it."""
    del count
    rows = Commune.objects.values_list("pk", "name", "population")
    return rules.NameIndex.of((key, name, population or 0) for key, name, population in rows)


def sponsor_of_siret(siret: str) -> Sponsor | None:
    """Whose establishment this is: see `is_of`."""
    exact = Sponsor.objects.filter(siret=siret).first()
    return exact or Sponsor.objects.filter(siret="", siren=siret[:9]).first()
