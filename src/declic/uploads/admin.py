"""The admin of uploads: what is kept and since when, never the image."""

from django.contrib import admin

from declic.journal.admin import Register, shown
from declic.uploads.models import Upload


@admin.register(Upload)
class UploadAdmin(Register):
    list_display = (
        shown("envoi", "id"),
        shown("genre", "media_type"),
        shown("octets", "size"),
        shown("largeur", "width"),
        shown("hauteur", "height"),
        shown("reçu", "created_at"),
    )
    search_fields = ("=id",)
    ordering = ("-created_at",)
    fields = list_display
    readonly_fields = list_display
