"""What is said about two questions that are alike."""

from __future__ import annotations

from typing import Final

from quiz.rules.duplicates import Likeness

NAMES: Final[dict[Likeness, str]] = {
    Likeness.CONTRADICTION: "Đáp án trái nhau",
    Likeness.SAME: "Trùng hoàn toàn",
    Likeness.SAME_STEM: "Cùng lời hỏi, khác đáp án để chọn",
    Likeness.NEAR: "Gần giống nhau",
}
"""Each likeness in words, gravest first."""

TONES: Final[dict[Likeness, str]] = {
    Likeness.CONTRADICTION: "bad",
    Likeness.SAME: "warn",
    Likeness.SAME_STEM: "warn",
    Likeness.NEAR: "",
}


def difference(first: list[str], second: list[str]) -> str:
    """Which words stand in one stem only; empty when none do."""
    parts = []
    if first:
        parts.append(f"chỉ câu thứ nhất có “{', '.join(first)}”")
    if second:
        parts.append(f"chỉ câu thứ hai có “{', '.join(second)}”")
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] + "." if text else ""
