"""Pictures are drawn anew; hostile ones are refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from accounts.rules.refusal import Refused
from accounts.selectors import Forbidden
from quiz.models import Picture
from quiz.services import pictures
from tests.cast import Cast
from tests.quiz.scene import png

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims this size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + _chunk(b"IEND", b"")
    )


HOSTILE = {
    "empty": (b"", "picture-kind"),
    "text": (b"<svg onload=alert(1)>", "picture-kind"),
    "script behind a head": (b"\x89PNG\r\n\x1a\n<script>", "picture-kind"),
    "cut short": (png(400, 400)[:200], "picture-kind"),
    "bomb by its head": (png_that_says(60_000, 60_000), "picture-kind"),
    "too many points": (png_that_says(6_000, 6_000), "picture-pixels"),
    "claims more than it has": (png_that_says(500, 500), "picture-kind"),
    "one point": (png(1, 1), "picture-small"),
    "too many bytes": (png() + b"\0" * pictures.BYTES_MAX, "picture-big"),
    "a TIFF": (b"II*\0" + b"\0" * 100, "picture-kind"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_refused(cast: Cast, name: str) -> None:
    data, code = HOSTILE[name]
    with pytest.raises(Refused, match=f"^{code}$"):
        pictures.add_picture(actor=cast.author, data=data)
    assert not Picture.objects.exists()


def test_a_picture_is_redrawn_without_what_came_with_it(cast: Cast) -> None:
    source = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010E] = "GPS and the right answer"
    Image.new("RGB", (3000, 1000), "red").save(source, "JPEG", exif=exif)
    picture = pictures.add_picture(actor=cast.author, data=source.getvalue(), alt=" Biển  báo ")
    assert (picture.width, picture.height, picture.alt) == (533, 1600, "Biển báo")
    assert picture.file.name == f"questions/{picture.public_id}.webp"
    with picture.file.open() as stored:
        data = stored.read()
    assert b"right answer" not in data
    with Image.open(io.BytesIO(data)) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (533, 1600))


def test_the_same_picture_is_one_row(cast: Cast) -> None:
    first = pictures.add_picture(actor=cast.author, data=png())
    assert pictures.add_picture(actor=cast.author, data=png()) == first
    assert Picture.objects.count() == 1


def test_only_authors_add_pictures(cast: Cast) -> None:
    for who in ("organizer", "reviewer", "newcomer"):
        with pytest.raises(Forbidden):
            pictures.add_picture(actor=cast.users()[who], data=png())
