"""Pictures of questions: what a stranger sent is never served; it is drawn anew as WebP.

The new file has no metadata, no second frame and a name by chance, so that its address tells
nothing about the question.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image, ImageOps

from accounts import audit
from accounts.models import User
from accounts.rules.refusal import Refused
from accounts.rules.roles import Permission
from accounts.selectors import Forbidden, can_anywhere
from quiz.models import Picture
from quiz.rules.text import clean_line

BYTES_MAX: Final = 8 * 2**20
PIXELS_MAX: Final = 24_000_000
SIDE_MAX: Final = 1600
SIDE_MIN: Final = 16
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")


def redraw(data: bytes) -> tuple[bytes, int, int]:
    """`data` as WebP on white, turned upright, at most 1600 points wide or high: (bytes, w, h).

    Refused: ``picture-big``, ``picture-kind`` (not a picture, or a broken one),
    ``picture-pixels``, ``picture-small``.
    """
    if len(data) > BYTES_MAX:
        raise Refused("picture-big", field="picture", limit="8 MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as source:
                width, height = source.size
                if width * height > PIXELS_MAX:
                    raise Refused(
                        "picture-pixels",
                        field="picture",
                        width=width,
                        height=height,
                        limit=PIXELS_MAX // 1_000_000,
                    )
                if min(width, height) < SIDE_MIN:
                    raise Refused("picture-small", field="picture", limit=SIDE_MIN)
                source.draft("RGB", (SIDE_MAX, SIDE_MAX))
                upright = ImageOps.exif_transpose(source)
                flat = Image.new("RGB", upright.size, "white")
                clear = upright.convert("RGBA")
                flat.paste(clear, mask=clear.getchannel("A"))
    except Refused:
        raise
    except (
        # What Pillow raises for files that are no picture, are cut short, or are made to hurt.
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        KeyError,
        MemoryError,
        OverflowError,
        TypeError,
        ZeroDivisionError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise Refused("picture-kind", field="picture") from error
    flat.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    flat.save(target, "WEBP", quality=82, method=4)
    return target.getvalue(), flat.width, flat.height


def as_png(pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """Stored pictures (WebP) as PNG, for documents whose readers may not know WebP."""
    found: dict[str, bytes] = {}
    for name, data in pictures.items():
        target = io.BytesIO()
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            picture.convert("RGB").save(target, "PNG", compress_level=4)
        found[name] = target.getvalue()
    return found


def add_picture(*, actor: User, data: bytes, alt: str = "", now: datetime | None = None) -> Picture:
    """Store a picture that `actor` sent; the same picture again is the same row.

    Refused as `redraw` says.
    """
    if not can_anywhere(actor, Permission.EDIT_QUESTION):
        raise Forbidden(Permission.EDIT_QUESTION)
    drawn, width, height = redraw(data)
    picture, made = store(drawn, width=width, height=height, alt=alt)
    if made:
        audit.record(action="picture.added", actor=actor, obj=picture, now=now)
    return picture


def store(data: bytes, *, width: int, height: int, alt: str = "") -> tuple[Picture, bool]:
    """The picture row of these very bytes, and whether it is new. The file is written first."""
    digest = hashlib.sha256(data).hexdigest()
    known = Picture.objects.filter(sha256=digest).first()
    # Sent again it stays, though no question showed it for days.
    if known and Picture.objects.filter(pk=known.pk).update(sent_at=timezone.now()):
        return known, False
    picture = Picture(sha256=digest, width=width, height=height, alt=clean_line(alt)[:300])
    picture.file.save(f"{picture.public_id}.webp", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            picture.save(force_insert=True)
    except IntegrityError:
        # Somebody stored the same picture a moment ago: theirs stands.
        picture.file.delete(save=False)
        return Picture.objects.get(sha256=digest), False
    return picture, True
