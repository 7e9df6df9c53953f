"""The official lists into the database."""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db import transaction

from declic.sponsors import rules
from declic.sponsors.models import Authority, Commune


def load_communes(*, path: Path = rules.DATA / "communes.csv.gz") -> int:
    """The official list into the table: new rows added, changed ones changed. How many rows the list has."""
    rows = [
        Commune(
            insee=row["code_insee"],
            name=row["nom"],
            department=row["departement"],
            region=row["region"],
            academie=row["academie"],
            postcodes=row["codes_postaux"],
            population=int(row["population"]) if row["population"] else None,
            siren=row["siren"],
        )
        for row in _rows(path)
    ]
    with transaction.atomic():
        Commune.objects.bulk_create(
            rows,
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["insee"],
            update_fields=["name", "department", "region", "academie", "postcodes", "population", "siren"],
        )
    return len(rows)


def load_authorities(*, path: Path = rules.DATA / "authorities.csv.gz") -> int:
    """Intercommunalités and départements, likewise. What is no longer on the list is no longer offered: it stays only
    where it is a sponsor already.
    """
    rows = [
        Authority(
            code=row["code"],
            kind=row["kind"],
            name=row["nom"],
            department=row["departement"],
            academie=row["academie"],
            population=int(row["population"]) if row["population"] else None,
            siren=row["siren"],
        )
        for row in _rows(path)
    ]
    with transaction.atomic():
        Authority.objects.bulk_create(
            rows,
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["kind", "name", "department", "academie", "population", "siren"],
        )
        Authority.objects.filter(sponsor=None).exclude(pk__in=[row.code for row in rows]).delete()
    return len(rows)


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    text = io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8"))
    yield from csv.DictReader(text, delimiter=";")
