"""Damage to good files, of every kind that may come in: bytes, members of zips, elements, lines.

All of it follows from a `random.Random`: the same seed gives the same damage.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from random import Random

NASTY = (
    "", "0", "-1", "1", "16385", "1048577", "99999999999999999999", "1e999", "NaN", "1/0", "1/3",
    "0.1e-400", "²", "١٢", "true", "null", "A", "E", "A,A", "1,2", "A1:XFD1048576", "ZZZZ1", "=1+1",
    "../../x", "\\", "\\u0000", "\\ud800", "{", "}", "{=", "[[1]]", "[[99]]", "*", "~", "#", "::",
    "Câu 1. ", "Câu 99999999999999999999. ", "A. ", "Đáp án: ", "ANSWER: Z", "HẾT", "\u200b",
    "\u0301", "\ue000", "\x0b", "\x00", "\x1b", "x" * 40_000, "&amp;", "&#0;", "&#xD800;", "&x;",
    "<![CDATA[<b>]]>", "<!-- ", "<p>a<br/>b", "Cé thÓ", "\U0001f600", "﷽",
)  # fmt: skip
_XML_TOKEN = re.compile(r"<[^<>]*>|[^<]+|<")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')
_LONGEST = 2_000_000


def mutated_bytes(content: bytes, chance: Random) -> bytes:
    """A few bytes flipped, cut, doubled or moved."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(max(len(data), 1))
        kind = chance.randrange(6)
        if kind == 0 and data:
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randrange(1, 30)]
        elif kind == 2:
            data[at:at] = data[at : at + chance.randrange(1, 60)]
        elif kind == 3:
            data[at:at] = chance.choice((b"\x00", b"<", b">", b'"', b"&", b"\xed\xa0\x80", b"\xff"))
        elif kind == 4 and data:
            data[at] ^= 1 << chance.randrange(8)
        else:
            del data[at : len(data) if chance.random() < 0.1 else at + 1]
    return bytes(data)


def _moved(pieces: list[str], chance: Random) -> list[str]:
    """Pieces left out, doubled many times, exchanged, moved or replaced."""
    if not pieces:
        return [chance.choice(NASTY)]
    at = chance.randrange(len(pieces))
    end = min(at + chance.choice((1, 1, 1, 2, 5)), len(pieces))
    some = pieces[at:end]
    kind = chance.randrange(6)
    if kind == 0:
        return pieces[:at] + pieces[end:]
    if kind == 1:
        times = chance.choice((2, 2, 3, 10, 300))
        times = min(times, _LONGEST // max(sum(map(len, some)), 1))
        return pieces[:at] + some * times + pieces[end:]
    if kind == 2:
        other = chance.randrange(len(pieces))
        pieces[at], pieces[other] = pieces[other], pieces[at]
        return pieces
    if kind == 3:
        rest = pieces[:at] + pieces[end:]
        other = chance.randrange(len(rest) + 1)
        return rest[:other] + some + rest[other:]
    if kind == 4:
        return [*pieces[:at], chance.choice(NASTY), *pieces[end:]]
    return [*pieces[:at], some[0] + chance.choice(NASTY), *pieces[at + 1 :]]


def _element(tokens: list[str], at: int) -> int:
    """Index behind the element that begins at the opening tag `at`."""
    depth = 0
    for place in range(at, len(tokens)):
        token = tokens[place]
        if token.startswith("</"):
            depth -= 1
        elif token.startswith("<") and not token.startswith(("<?", "<!")):
            depth += not token.endswith("/>")
        if depth <= 0:
            return place + 1
    return len(tokens)


def _mutated_xml(text: str, chance: Random) -> str:
    """Elements, attributes and texts changed so that most of it stays well-formed."""
    tokens = _XML_TOKEN.findall(text)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        opening = [n for n, token in enumerate(tokens) if re.match(r"<[A-Za-z]", token)]
        if not opening or chance.random() < 0.1:
            tokens = _moved(tokens, chance)
            continue
        at = chance.choice(opening)
        end = _element(tokens, at)
        some = tokens[at:end]
        kind = chance.randrange(8)
        if kind == 0:
            del tokens[at:end]
        elif kind == 1:
            times = min(chance.choice((1, 1, 2, 30, 500)), _LONGEST // max(sum(map(len, some)), 1))
            tokens[at:at] = some * times
        elif kind == 2:
            del tokens[at:end]
            other = chance.choice([n for n in opening if n <= len(tokens)] or [0])
            tokens[other:other] = some
        elif kind == 3:
            depth = chance.choice((1, 2, 50, 200, 3_000))
            name = chance.choice(("x", re.split(r"[\s/>]", some[0][1:])[0]))
            tokens[at:end] = [f"<{name}>" * depth, *some, f"</{name}>" * depth]
        elif kind in (4, 5) and (found := list(_ATTRIBUTE.finditer(some[0]))):
            one = chance.choice(found)
            value = chance.choice((*NASTY, chance.choice(found).group(2)))
            value = value.replace("<", "&lt;").replace('"', "")
            put = chance.choice(("", f'{one.group(1)}="{value}"', f'{one.group(1)}="{value}"'))
            tokens[at] = some[0][: one.start()] + put + some[0][one.end() :]
        else:
            texts = [n for n, token in enumerate(tokens) if not token.startswith("<")]
            if texts:
                place = chance.choice(texts)
                tokens[place] = chance.choice((*NASTY, tokens[place] * 2, tokens[place][::-1]))
    return "".join(tokens)


def _mutated_text(text: str, chance: Random) -> str:
    """Lines and words of text, CSV or JSON changed."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        if chance.random() < 0.5:
            text = "".join(_moved(text.splitlines(keepends=True), chance))
        else:
            text = "".join(_moved(_WORD.findall(text), chance))
    return text


def mutated_part(content: bytes, chance: Random) -> bytes:
    """A text (XML or other) changed by its own units, or any bytes by bytes."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return mutated_bytes(content, chance)
    if chance.random() < 0.25:
        return mutated_bytes(content, chance)
    change = _mutated_xml if text.lstrip("\ufeff \n").startswith("<") else _mutated_text
    return change(text, chance).encode("utf-8", "surrogatepass")


def unpacked(content: bytes) -> list[tuple[str, bytes]]:
    """The members of a zip in order; none when it is no (whole) zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return [(name, packed.read(name)) for name in packed.namelist()]
    except Exception:  # whatever a damaged zip makes of the library: then it is only bytes
        return []


def packed(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip of members, the same name twice where it is asked for."""
    target = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a name comes twice is what is tried
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packing:
            for name, data in members:
                packing.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _mutated_members(
    members: list[tuple[str, bytes]], others: list[tuple[str, bytes]], chance: Random
) -> list[tuple[str, bytes]]:
    at = chance.randrange(len(members))
    name, data = members[at]
    other = chance.randrange(len(members))
    kind = chance.randrange(7)
    if kind == 0:
        members[at], members[other] = (name, members[other][1]), (members[other][0], data)
    elif kind == 1:
        members[at] = (name, data[: chance.randrange(len(data) + 1)])
    elif kind == 2:
        members.insert(other, members[at])
    elif kind == 3:
        del members[at]
    elif kind == 4:
        members[at] = (chance.choice((name.upper(), name + "x", members[other][0], "x")), data)
    elif kind == 5 and others:
        members.append(chance.choice(others))
    else:
        members[at] = (name, b"")
    return members


def mutated(content: bytes, other: bytes, chance: Random) -> bytes:
    """`content` damaged in one way; parts of `other` may come in."""
    members = unpacked(content)
    if members:
        kind = chance.random()
        if kind < 0.1:
            return mutated_bytes(content, chance)
        if kind < 0.25:
            changed = _mutated_members(members, unpacked(other), chance)
            return packed(changed or [("x", b"")])
        at = chance.randrange(len(members))
        name, data = members[at]
        members[at] = (name, mutated_part(data, chance))
        return packed(members)
    kind = chance.random()
    if kind < 0.1:
        encoding = chance.choice(("utf-16", "utf-16-le", "utf-32", "cp1258", "cp1252", "utf-8-sig"))
        text = content.decode("utf-8", "replace")
        return mutated_bytes(text.encode(encoding, "replace"), chance)
    if kind < 0.2:
        cut, more = chance.randrange(len(content) + 1), chance.randrange(len(other) + 1)
        return content[:cut] + other[more:]
    return mutated_part(content, chance)
