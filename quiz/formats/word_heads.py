"""Lines of an exam paper that head something: groups, fields, the key, the solutions, the end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from quiz.rules.text import clean_line

_LEAD: Final = r"[\s(\[=>→⇒➔*]*"
FIELDS: Final = (
    ("key", re.compile(rf"{_LEAD}(?:đáp án đúng|đáp án|đ/a|đ\.a|đ/án|đa|trả lời đúng|trả lời"
                       r"|đáp|chọn|phương án đúng|answer|key)\s*(?:là\s*)?[:.\-–=]\s*",
                       re.IGNORECASE)),
    ("key", re.compile(rf"{_LEAD}(?i:đáp án đúng|đáp án|phương án đúng|chọn)(?: là)?"
                       r"(?: đáp án| phương án| câu)?\s+\(?(?=[A-H](?:\s*$|[.,;\s)\]]))")),
    ("explanation", re.compile(r"\s*(?:giải thích|explanation|lời giải|hướng dẫn giải"
                               r"|hướng dẫn chấm|hướng dẫn|gợi ý trả lời|gợi ý|giải chi tiết"
                               r"|giải thích chi tiết|lời giải chi tiết)"
                               r"\s*(?:[:.]\s*|$)", re.IGNORECASE)),
    ("citation", re.compile(r"\s*(?:căn cứ pháp lý|căn cứ|cơ sở pháp lý|trích dẫn|tham khảo"
                            r"|tài liệu tham khảo)\s*:\s*", re.IGNORECASE)),
    ("difficulty", re.compile(r"\s*(?:độ khó|mức độ)\s*:\s*", re.IGNORECASE)),
    ("topic", re.compile(r"\s*(?:lĩnh vực|chủ đề)\s*:\s*", re.IGNORECASE)),
    ("ref", re.compile(r"\s*mã câu(?: hỏi)?\s*:\s*", re.IGNORECASE)),
)  # fmt: skip
END: Final = re.compile(r"[\s\-–—_.*=]*HẾT[\s\-–—_.*=]*", re.IGNORECASE)
KEYS_HEAD: Final = re.compile(
    r"\s*(?i:bảng\s+(?:đáp\s+án|trả\s+lời)(?:\s+[\wÀ-ỹ]+){0,4}\s*[:.]?)\s*"
    r"|\s*ĐÁP\s+ÁN(?:\s+[A-ZÀ-Ỹ]{2,}){0,4}\s*:?\s*|\s*Đáp án\s*"
)
NOTES_HEAD: Final = re.compile(
    r"\s*(?:lời giải|hướng dẫn giải|hướng dẫn|giải thích)(?:\s+chi\s+tiết)?\s*[:.]?\s*",
    re.IGNORECASE,
)
_GROUP: Final = re.compile(
    r"\s*(?:[A-H]\s*[./)\-–]\s*|(?:[IVX]{1,5}|\d)\s*[./)\-–]{1,2}\s*)?"
    r"(?:phần|chương|nhóm|part|mục|chuyên đề|chủ đề)\s+"
    r"(?:[ivxlc]+|\d{1,3}|[a-h]|thứ (?:nhất|hai|ba|tư|năm))"
    r"(?:\s*[.:)/\-–]{1,2}\s*|\s+|$)(.*)",
    re.IGNORECASE | re.DOTALL,
)
_ROMAN_GROUP: Final = re.compile(
    r"\s*(?:I{1,3}|IV|VI{0,3}|IX|X{1,3}I{0,3})\s*[.)/:\-–]{1,2}\s*(\S.*)", re.DOTALL
)
_NAMED_GROUP: Final = re.compile(
    r"\s*(?:[A-H]\s*[./)\-–]\s*)?phần\s+((?:câu hỏi\s+|thi\s+)?(?:trắc nghiệm|tự luận).*)",
    re.IGNORECASE | re.DOTALL,
)
_TOPIC_GROUP: Final = re.compile(
    r"\s*(?:[*•+\-–]\s*|\d{1,2}\s*[.)]\s*)?(lĩnh vực\s+[^:?]{2,80})", re.IGNORECASE
)
_COUNTED: Final = re.compile(r"\s*\d{1,2}\s*[.)/]\s*")
KEYS_BEGIN: Final = re.compile(
    r"\s*(?:bảng\s+)?(?:đáp\s*án|đ/?a)[^:\d]{0,30}[:.]?\s*(?=\d|câu\s*\d)", re.IGNORECASE
)
"""The head of a key whose pairs follow on the same line."""
_FORMS: Final = (
    ("statements", re.compile(r"đúng\s*[/,–-]?\s*(?:hay|hoặc)?\s*sai", re.IGNORECASE)),
    ("short", re.compile(r"trả lời ngắn|điền (?:số|đáp)", re.IGNORECASE)),
    ("essay", re.compile(r"tự luận", re.IGNORECASE)),
    ("choice", re.compile(r"trắc nghiệm|phương án lựa chọn|nhiều lựa chọn", re.IGNORECASE)),
)
_INSTRUCTION: Final = re.compile(r"thí sinh|khoanh tròn|mỗi câu|\bchọn\b", re.IGNORECASE)
_POINTS: Final = re.compile(r"\s*\([^()]*(?:điểm|câu|phút)[^()]*\)", re.IGNORECASE)
_RUNNING: Final = re.compile(
    r"\s*(?:trang\s*\d+\s*(?:/\s*\d+)?(?:\s*[-–—|,]?\s*mã\s*đề.{0,20})?"
    r"|mã\s*đề(?:\s*thi)?\s*:?\s*\d{1,4}\s*[-–—|,]?\s*trang.{0,12})\s*",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(r"\b(?:đề|câu hỏi|cuộc thi|hội thi)\b", re.IGNORECASE)
_LONGEST: Final = 200


@dataclass(frozen=True)
class Group:
    """A heading: the topic it names ("" for none) and the form of the questions below it."""

    name: str = ""
    form: str = ""
    roman: bool = False


def running_head(text: str) -> bool:
    """Whether a line is the head or foot of a page that was copied into the text."""
    return bool(_RUNNING.fullmatch(text))


def group_of(
    text: str, *, heading: bool = False, between: bool = False, alone: bool = False
) -> Group | None:
    """What a line heads, None for any other line.

    `heading`: it has a heading's style and stands where a heading may stand; `between`: it stands
    behind a whole question, where a short line of capitals heads the next ones; `alone`: before
    any question of its group.
    """
    if len(text) > 2 * _LONGEST:
        return None
    forms = [form for form, pattern in _FORMS if pattern.search(text)]
    if len(text) > _LONGEST and not forms:
        return None
    found = _GROUP.fullmatch(text) or _NAMED_GROUP.fullmatch(text)
    roman = _ROMAN_GROUP.fullmatch(text)
    if found is not None or roman is not None:
        name = (found or roman).group(1)  # type: ignore[union-attr]
    elif (alone or between) and (topic := _TOPIC_GROUP.fullmatch(text)) is not None:
        name = topic.group(1)
    elif (heading and not _TITLE.search(text)) or (between and _capitals(text)):
        name = _COUNTED.sub("", text)
    else:
        return None
    form = forms[0] if forms else ""
    name = clean_line(_POINTS.sub("", name)).strip(" .:-–")
    name = re.sub(r"^phần\s+(?=\S)", "", name, flags=re.IGNORECASE) if roman else name
    if form and (_INSTRUCTION.search(name) or _only_form(name)):
        name = ""
    elif not name:
        name = clean_line(text).strip(" .:") if not form else ""
    return Group(name, form, roman is not None and found is None)


def _capitals(text: str) -> bool:
    short = len(text.split()) >= 2 and len(text) <= 100 and re.search(r"[^\W\d_]{3}", text)
    label = re.match(r"\s*[A-ZĐ]\s*[.)]", text)
    return bool(short) and text.isupper() and label is None


def _only_form(name: str) -> bool:
    """Whether a heading says nothing but the form ("TRẮC NGHIỆM KHÁCH QUAN")."""
    rest = re.sub(
        r"câu hỏi|câu|phần|trắc nghiệm|khách quan|tự luận|nhiều|phương án|lựa chọn|trả lời|ngắn"
        r"|đúng|sai|hay|hoặc|một|dạng|thức|thi|điền|số|đáp án|đáp",
        "", name, flags=re.IGNORECASE,
    )  # fmt: skip
    return not re.search(r"[\wÀ-ỹ]", rest)
