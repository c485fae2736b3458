"""The sheet that charts are drawn on: SVG elements with attributes and classes only (pure).

No inline style and no script, so that the strict CSP of the pages holds; how the classes look
is said in ``static/css/organizer.css``. Every text is escaped.
"""

from __future__ import annotations

from math import ceil, floor, log10
from xml.sax.saxutils import escape, quoteattr
from zlib import crc32

from contests.formats import metrics
from contests.formats.document import printable

# The widest of the faces a phone may bring, bold, against the face that is measured.
_WIDER = 1.32


def fmt(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def text_width(text: str, size: float, stretch: float = _WIDER) -> float:
    """About how wide ``text`` is, in the units of ``size``; on a page rather too wide."""
    return metrics.width_mm(text, size) * 72 / 25.4 * stretch


def wrap_label(
    text: str, size: float, width: float, lines: int | None = 3, stretch: float = _WIDER
) -> tuple[str, ...]:
    """``text`` in at most ``lines`` lines of ``width``; words that are too long are cut.

    What does not fit ends in "…"; ``lines=None`` leaves nothing out.
    """
    words: list[str] = []
    for word in printable(text).split():
        while text_width(word, size, stretch) > width and len(word) > 1:
            fits = next(
                (
                    n
                    for n in range(len(word) - 1, 0, -1)
                    if text_width(word[:n], size, stretch) <= width
                ),
                1,
            )
            words.append(word[:fits])
            word = word[fits:]
            if lines is not None and len(words) > lines * 40:
                break
        words.append(word)
    out: list[str] = []
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size, stretch) > width:
            out.append(line)
            line = word
        else:
            line = longer
    if line:
        out.append(line)
    if lines is not None and len(out) > lines:
        out = out[:lines]
        last = out[-1]
        while last and text_width(last + "…", size, stretch) > width:
            last = last[:-1]
        out[-1] = last.rstrip() + "…"
    return tuple(out)


def ticks(highest: float, count: int = 5) -> tuple[float, ...]:
    """Round values from 0 to at least ``highest``, about ``count`` steps."""
    if highest <= 0:
        return (0.0, 1.0)
    rough = highest / count
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    if highest >= count:
        step = max(1.0, ceil(step - 1e-9) if step < 10 else step)
    return tuple(step * n for n in range(ceil(highest / step - 1e-9) + 1))


class Canvas:
    """Collects elements; :meth:`svg` closes the picture."""

    def __init__(self, width: float, *, size: float = 13, on_paper: bool = False) -> None:
        self.width = width
        self.size = size
        self.leading = size * 1.3
        self.lines: int | None = None if on_paper else 3
        self.stretch = 1.05 if on_paper else _WIDER
        self._parts: list[str] = []

    def measure(self, text: str) -> float:
        """How wide ``text`` will be on this sheet."""
        return text_width(text, self.size, self.stretch)

    def _attributes(self, classes: str, numbers: dict[str, float]) -> str:
        out = f' class="{classes}"' if classes else ""
        return out + "".join(f' {key}="{fmt(value)}"' for key, value in numbers.items())

    def rect(self, classes: str, x: float, y: float, width: float, height: float) -> None:
        """A bar."""
        box = {"x": x, "y": y, "width": max(width, 0), "height": max(height, 0), "rx": 2}
        self._parts.append(f"<rect{self._attributes(classes, box)}/>")

    def cell(self, x: float, y: float, width: float, height: float, share: float) -> None:
        """A cell of a heat grid, as dense as ``share`` (0 to 1)."""
        box = {"x": x, "y": y, "width": width, "height": height}
        opacity = f"{0.06 + 0.94 * share:.2f}"
        self._parts.append(f'<rect{self._attributes("c1", box)} fill-opacity="{opacity}"/>')

    def line(self, classes: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line."""
        ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
        self._parts.append(f"<line{self._attributes(classes, ends)}/>")

    def path(self, classes: str, commands: str) -> None:
        """A path; ``commands`` are made of numbers by the caller."""
        self._parts.append(f'<path class="{classes}" d="{commands}"/>')

    def dot(self, classes: str, x: float, y: float, radius: float = 4) -> None:
        """A point."""
        self._parts.append(f"<circle{self._attributes(classes, {'cx': x, 'cy': y, 'r': radius})}/>")

    def text(self, classes: str, x: float, y: float, text: str) -> None:
        """One line of text on its base line."""
        place = self._attributes(classes, {"x": x, "y": y})
        self._parts.append(f"<text{place}>{escape(printable(text))}</text>")

    def label(self, classes: str, x: float, middle: float, text: str, width: float) -> None:
        """A label wrapped to ``width``, its lines around ``middle``; shortened: full on hover."""
        whole = printable(text)
        lines = wrap_label(whole, self.size, width, self.lines, self.stretch)
        if not lines:
            return
        first = middle + self.size * 0.35 - (len(lines) - 1) * self.leading / 2
        tip = f"<title>{escape(whole)}</title>" if lines[-1].endswith("…") else ""
        if tip:
            self._parts.append(f"<g>{tip}")
        for number, line in enumerate(lines):
            self.text(classes, x, first + number * self.leading, line)
        if tip:
            self._parts.append("</g>")

    def label_height(self, text: str, width: float) -> float:
        """How high :meth:`label` would be."""
        return len(wrap_label(text, self.size, width, self.lines, self.stretch)) * self.leading

    def key(self, names: tuple[str, ...], x: float, y: float, width: float) -> float:
        """The key of the series from ``y`` down; returns where it ends."""
        at, line = x, y + self.leading
        for index, name in enumerate(names):
            shown = (
                " ".join(wrap_label(name, self.size, width - 24, self.lines, self.stretch)) or "…"
            )
            wide = self.measure(shown) + 38
            if at > x and at + wide > x + width:
                at, line = x, line + self.leading + 4
            self.rect(f"c{index % 8 + 1}", at, line - self.size + 2, self.size, self.size)
            self.text("label", at + self.size + 6, line, shown)
            at += wide
        return line + 8 if names else y

    def svg(self, height: float, title: str, description: str) -> str:
        """The whole picture, named for those who do not see it."""
        title, description = printable(title), printable(description)
        drawn = "".join(self._parts)
        key = f"{crc32(f'{title}|{description}|{drawn}'.encode()):08x}"
        names = f"t{key} d{key}" if description else f"t{key}"
        described = f'<desc id="d{key}">{escape(description)}</desc>' if description else ""
        box = f"0 0 {fmt(self.width)} {fmt(height)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox={quoteattr(box)} '
            f'font-size="{fmt(self.size)}" role="img" '
            f'aria-labelledby="{names}"><title id="t{key}">{escape(title or "Biểu đồ")}</title>'
            f"{described}{drawn}</svg>"
        )
