"""A photo or a page of a PDF, cleaned: re-encoded here, without its metadata."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver


class Upload(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file = models.FileField(upload_to="uploads", max_length=120)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    """Pixels."""
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    """Bytes."""
    number = models.PositiveSmallIntegerField(default=0)
    """Which page of a PDF it was, from 1; 0 for a photo."""
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "envoi"
        verbose_name_plural = "envois"

    def __str__(self) -> str:
        return str(self.id)


@receiver(post_delete, sender=Upload, dispatch_uid="an erased upload leaves no file")
def _forget_file(instance: Upload, **kwargs: Any) -> None:
    """Also when a cascade erased the row: erasing a child erases their photos."""
    del kwargs
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
