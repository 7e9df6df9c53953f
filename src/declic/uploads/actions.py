"""Keeping what was sent."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.db import transaction

from declic.uploads.clean import MEDIA_TYPE, CleanPage, clean
from declic.uploads.models import Upload


def store(*, owner: AbstractBaseUser, data: bytes, name: str, now: datetime) -> list[Upload]:
    """The cleaned pages of `data`, kept: one for a photo, one a page for a PDF. Refusals of `clean.clean`.

    Decoding takes a second for a large photo: it is done before the transaction opens.
    """
    pages = clean(data, name)
    with transaction.atomic():
        return [_keep(owner, page, now) for page in pages]


def _keep(owner: AbstractBaseUser, page: CleanPage, now: datetime) -> Upload:
    upload = Upload(
        owner_id=owner.pk,
        media_type=MEDIA_TYPE,
        width=page.width,
        height=page.height,
        size=len(page.data),
        number=page.number,
        created_at=now,
    )
    upload.file.save(f"{now:%Y/%m/%d}/{upload.pk}.jpg", ContentFile(page.data), save=False)
    upload.save(force_insert=True)
    return upload


def remove(*, upload: Upload) -> None:
    """The row, and the file once that is committed."""
    upload.delete()
