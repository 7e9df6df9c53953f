"""A photo or a page of a PDF, cleaned: re-encoded here, without its metadata."""

import uuid

from django.conf import settings
from django.db import models


class Upload(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file = models.FileField(upload_to="uploads/%Y/%m/%d")
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    """Pixels."""
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    """Bytes."""
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
