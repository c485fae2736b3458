"""The style sheets keep what docs/design-system.md promises: weight, contrast, old phones, CSP."""

import re
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
DOC = (ROOT / "docs/design-system.md").read_text(encoding="utf-8")
APP_CSS = (ROOT / "static/css/app.css").read_text(encoding="utf-8")

TEXT, CONTROL = 4.5, 3.0
GROUNDS = ("--paper", "--surface", "--sunken")
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("--ink", "--ink-2", "--action") for ground in GROUNDS],
    *[("--action-2", ground, TEXT) for ground in (*GROUNDS, "--wash")],
    *[(ink, "--wash", TEXT) for ink in ("--ink", "--ink-2", "--action")],
    *[(tone, ground, TEXT) for tone in ("--good", "--warn", "--bad") for ground in GROUNDS[:2]],
    *[(f"--{tone}", f"--{tone}-wash", TEXT) for tone in ("good", "warn", "bad")],
    *[("--ink", f"--{tone}-wash", TEXT) for tone in ("good", "warn", "bad")],
    ("--bad-2", "--bad-wash", TEXT),
    ("--on-action", "--action", TEXT),
    ("--on-action", "--action-2", TEXT),
    ("--on-bad", "--bad", TEXT),
    ("--on-bad", "--bad-2", TEXT),
    ("--on-brand", "--brand", TEXT),
    ("--on-brand-2", "--brand", TEXT),
    ("--gold", "--brand", TEXT),
    ("--on-gold", "--gold", TEXT),
    ("--surface", "--good", TEXT),
    *[("--edge", ground, CONTROL) for ground in GROUNDS],
    *[(f"--c{number}", "--surface", CONTROL) for number in range(1, 9)],
]


def tokens(scheme: str) -> dict[str, str]:
    """Colour tokens of one scheme; the dark one stands on the light one."""
    light, dark = APP_CSS.split("@media screen and (prefers-color-scheme: dark)", 1)
    found = dict(re.findall(r"(--[\w-]+): (#[0-9A-Fa-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"(--[\w-]+): (#[0-9A-Fa-f]{6});", dark.split("\n}\n", 1)[0]))
    return found


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(rgb: list[float]) -> float:
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def contrast(one: list[float], other: list[float]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_contrast_is_the_published_one() -> None:
    assert contrast(linear("#000000"), linear("#FFFFFF")) == pytest.approx(21)
    assert contrast(linear("#777777"), linear("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str) -> None:
    colour = tokens(scheme)
    low = [
        f"{ink} on {ground}: {ratio:.2f} < {least}"
        for ink, ground, least in PAIRS
        if (ratio := contrast(linear(colour[ink]), linear(colour[ground]))) < least
    ]
    assert not low


# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
VISIONS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("option", "abcd")
def test_option_letters_are_read_by_every_eye(vision: str, option: str) -> None:
    seen = linear(tokens("light")[f"--opt-{option}"])
    seen = [
        min(max(sum(a * b for a, b in zip(row, seen, strict=True)), 0), 1)
        for row in VISIONS[vision]
    ]
    assert contrast(seen, [1, 1, 1]) >= TEXT


def test_all_css_weighs_at_most_25_kilobytes() -> None:
    assert sum(len(brotli.compress(path.read_bytes())) for path in CSS) <= 25 * 1024


def test_a_page_for_phones_links_at_most_four_sheets_of_15_kilobytes_with_the_icons() -> None:
    sent = [*(ROOT / "static/css" / name for name in ("app.css", "components.css", "sitting.css"))]
    sent += [ROOT / "static/img/icons.svg", ROOT / "static/img/drum-quiet.svg"]
    assert sum(len(brotli.compress(path.read_bytes())) for path in sent) <= 15 * 1024


def test_lines_leave_room_for_stacked_marks() -> None:
    heights = dict(re.findall(r"(--lead[\w-]*): ([\d.]+);", APP_CSS))
    assert float(heights["--lead"]) >= 1.35
    assert float(heights["--lead-tight"]) >= 1.35
    assert float(heights["--lead-display"]) >= 1.24


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_a_sheet_is_our_own_plain_and_old_enough(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"@import|@layer|color-mix|@container|https?:|data:|&", text)
    assert not re.search(r"(^|[\s,}])#[a-z][\w-]*\s*[{,]", text), "no ids in CSS"
    assert path.read_text(encoding="utf-8").count("\n") <= 400
    for target in re.findall(r'url\("([^"]+)"\)', text):
        assert (path.parent / target).resolve().is_file(), target
    known = set(re.findall(r"(--[\w-]+):", APP_CSS + text))
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= known


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_passes_the_content_security_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text), "no style attribute"
    assert "<style" not in text
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text), "no handler"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "a script comes from a file"


def test_every_icon_named_is_in_the_sprite() -> None:
    symbols = set(re.findall(r'id="([\w-]+)"', (ROOT / "static/img/icons.svg").read_text()))
    named = {
        (str(path), name)
        for path in [*TEMPLATES, ROOT / "docs/design-system.md"]
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    assert not {(where, name) for where, name in named if name not in symbols}


def test_every_class_of_the_snippets_is_in_a_sheet() -> None:
    sheets = "".join(path.read_text(encoding="utf-8") for path in CSS)
    defined = set(re.findall(r"\.([a-z][\w-]*)", sheets))
    snippets = "".join(re.findall(r"```html\n(.*?)```", DOC, re.S))
    used = {word for value in re.findall(r'class="([^"]*)"', snippets) for word in value.split()}
    # Words that mark what a thing is and need no look of their own.
    assert used - defined <= {"bar", "ring"}
    assert len(used) > 80
