"""What is in the room: the board as a log of Yjs updates and a snapshot, the chat, and the files put on the board.

The tables of the board and of the chat live in the database alias `rooms`: on SQLite a file of its own, so that the
log's commits never wait for a page's.
Nothing in them points into the other database: `board_id` is `Lesson.board_id`, `author_id` an account's id.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver

from declic.classroom.rules import REACTION_WORDS, GuestKind
from declic.lessons.models import Lesson
from declic.uploads.models import Upload

if TYPE_CHECKING:
    from collections.abc import Sequence


class BoardEntry(models.Model):
    """What a room received between two commits: sync frames of y-protocols laid end to end."""

    board_id = models.UUIDField()
    frames = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["board_id", "id"])]

    def __str__(self) -> str:
        return f"{self.board_id} {self.pk}"


class BoardSnapshot(models.Model):
    """The entries that are no more, merged into one Yjs update."""

    board_id = models.UUIDField(primary_key=True)
    update = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    """Compared and set: two processes may compact the same board."""
    last_row = models.BigIntegerField(default=0)
    """The last of the entries merged."""
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.board_id} v{self.version}"


class BoardPassage(models.Model):
    """The same entries as they came, with their times, for the board to be seen again as it was at each moment."""

    board_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    body = models.BinaryField()
    """As `rules.passages` packs it."""
    size = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["board_id", "id"])]

    def __str__(self) -> str:
        return f"{self.board_id} {self.since}"


class ChatMessage(models.Model):
    board_id = models.UUIDField()
    author_id = models.BigIntegerField()
    name = models.CharField(max_length=80)
    """As it was shown."""
    cid = models.CharField(max_length=64)
    """Chosen by the author's page."""
    text = models.TextField(max_length=2000)
    pages = models.JSONField(default=list)
    """Photos, or the pages of a PDF, that go with it: id, width, height and number of each upload."""
    at = models.DateTimeField()
    kept_reactions: "Sequence[ChatReaction]" = ()
    """As `queries.last_lines` read them."""

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["board_id", "author_id", "cid"], name="a_line_is_said_once"),
        ]

    def __str__(self) -> str:
        return self.text


class ChatReaction(models.Model):
    """What somebody answers a message with, without a word: one each."""

    message = models.ForeignKey(ChatMessage, on_delete=models.CASCADE, related_name="reactions")
    account_id = models.BigIntegerField()
    what = models.CharField(max_length=12)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "account_id"], name="one_reaction_each"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def word(self) -> str:
        return REACTION_WORDS.get(self.what, "")


class RoomFile(models.Model):
    """A photo or a page of a PDF put on the board during a lesson. In the database of the pages, as its upload is."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="files")
    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="room_file")

    class Meta:
        verbose_name = "fichier posé au tableau"
        verbose_name_plural = "fichiers posés au tableau"

    def __str__(self) -> str:
        return f"{self.upload_id}"


class DeviceCode(models.Model):
    """Six digits that bring one person's lesson to another device. Gone once used."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    invites = models.BooleanField(default=False)
    """Somebody else than `account`, who comes as themselves."""

    class Meta:
        verbose_name = "code d’appareil"
        verbose_name_plural = "codes d’appareil"

    def __str__(self) -> str:
        return f"{self.account_id} in {self.lesson_id}"


class RoomGuest(models.Model):
    """The third person of a room. Gone once they have left."""

    lesson = models.OneToOneField(Lesson, on_delete=models.CASCADE, related_name="guest")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.label) for kind in GuestKind])
    since = models.DateTimeField()

    class Meta:
        verbose_name = "personne invitée"
        verbose_name_plural = "personnes invitées"

    def __str__(self) -> str:
        return f"{self.account_id} in {self.lesson_id}"


@receiver(post_delete, sender=RoomFile, dispatch_uid="an erased lesson leaves no file")
def _forget_upload(instance: RoomFile, **kwargs: Any) -> None:
    """Also what the teacher put there: erasing a child erases their lessons, whoever owns the upload."""
    del kwargs
    Upload.objects.filter(pk=instance.upload_id).delete()
