"""Charts as SVG for pages and for the PDF, drawn on the server (pure).

Each function returns one ``<svg>`` element with ``role="img"``, a title and a description, and
only attributes and the classes of the design system (c1 … c8, axis, grid, bar, line, dot, label,
value, on-bar, end, mid). No rows is a sentence, one row is a chart, a hundred rows grow
downwards. Figures are counts or rates from 0. A table of the same figures belongs under it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, cos, pi, sin

from contests.formats import vn
from contests.formats.document import Chart, ChartKind, Series, printable
from contests.formats.svg_canvas import Canvas, fmt, ticks

Figure = int | float
HeightOf = Callable[[Figure], float]
NOTHING = "Chưa có số liệu."


def bar(title: str, description: str, rows: Sequence[tuple[str, Figure]], *, decimals: int = 0,
        unit: str = "") -> str:  # fmt: skip
    """Lying bars, one for each row: for names, which are long."""
    return chart(_single("bar", title, description, rows, decimals, unit))


def histogram(title: str, description: str, rows: Sequence[tuple[str, Figure]], *,
              decimals: int = 0, unit: str = "") -> str:  # fmt: skip
    """Standing bars in the order given: for classes of points and for days."""
    return chart(_single("column", title, description, rows, decimals, unit))


def stacked_bar(title: str, description: str, categories: Sequence[str],
                series: Sequence[Series], *, decimals: int = 0, unit: str = "") -> str:  # fmt: skip
    """Lying bars in parts, one part for each series."""
    return chart(
        Chart("stacked", tuple(categories), tuple(series), title, description, unit, decimals)
    )


def line(title: str, description: str, categories: Sequence[str], series: Sequence[Series], *,
         decimals: int = 0, unit: str = "") -> str:  # fmt: skip
    """Lines over time; ``None`` leaves a gap."""
    return chart(
        Chart("line", tuple(categories), tuple(series), title, description, unit, decimals)
    )


def _single(kind: ChartKind, title: str, description: str, rows: Sequence[tuple[str, Figure]],
            decimals: int, unit: str) -> Chart:  # fmt: skip
    series = Series(title, tuple(value for _, value in rows))
    names = tuple(name for name, _ in rows)
    return Chart(kind, names, (series,), title, description, unit, decimals)


def chart(data: Chart, *, width: float = 640, size: float = 13, on_paper: bool = False) -> str:
    """``data`` drawn ``width`` units wide with type of ``size`` units.

    ``on_paper`` is for the PDF: its face is known, and no label is shortened, because nobody
    can hover over it.
    """
    canvas = Canvas(width, size=size, on_paper=on_paper)
    if not data.categories or not data.series:
        return nothing(canvas, data.caption, data.alt)
    if data.kind in ("bar", "stacked"):
        height = _lying(canvas, data)
    else:
        height = _standing(canvas, data)
    return canvas.svg(height, data.caption or "Biểu đồ", data.alt)


def nothing(canvas: Canvas, title: str, description: str) -> str:
    """The picture when there is nothing to draw."""
    canvas.text("label mid", canvas.width / 2, 3 * canvas.size, NOTHING)
    return canvas.svg(5 * canvas.size, title, f"{description} {NOTHING}".strip())


def _with_key(canvas: Canvas, data: Chart) -> float:
    """Draw unit and key on top; returns where the chart begins."""
    top = 4.0
    if unit := printable(data.unit):
        canvas.text("label", 0, top + canvas.size, f"Đơn vị: {unit}")
        top += canvas.leading + 4
    if len(data.series) > 1:
        top = canvas.key(tuple(series.name for series in data.series), 0, top, canvas.width)
    return top + 6


def _lying(canvas: Canvas, data: Chart) -> float:
    stacked = data.kind == "stacked"
    top = _with_key(canvas, data)
    longest = max(canvas.measure(printable(name)) for name in data.categories)
    left = min(longest + 1, canvas.width * 0.38) + 10
    if stacked:
        totals = [
            sum(series.values[i] or 0 for series in data.series)
            for i in range(len(data.categories))
        ]
    else:
        totals = [value or 0 for series in data.series for value in series.values]
    figures = [vn.number(value, data.decimals) for value in totals]
    right = max(canvas.measure(figure) for figure in figures) + 12
    room = canvas.width - left - right
    scale = ticks(max(totals))[-1]
    thick = canvas.size * 1.35
    y = top
    for index, name in enumerate(data.categories):
        count = 1 if stacked else len(data.series)
        height = max(
            count * thick + canvas.size * 0.7,
            canvas.label_height(name, left - 10) + canvas.size * 0.4,
        )
        middle = y + height / 2
        canvas.label("label end", left - 8, middle, name, left - 10)
        x = left
        for number, series in enumerate(data.series):
            value = series.values[index] or 0
            color = f"c{number % 8 + 1}"
            long = room * value / scale
            at = middle - thick / 2 if stacked else middle + (number - count / 2) * thick
            canvas.rect(f"bar {color}", x, at, long, thick - 2)
            shown = vn.number(value, data.decimals)
            base = at + (thick - 2) / 2 + canvas.size * 0.35
            if not stacked:
                if series.values[index] is not None:
                    canvas.text("value", left + long + 6, base, shown)
            else:
                if long > canvas.measure(shown) + 4:
                    canvas.text(f"on-bar on-{color} mid", x + long / 2, base, shown)
                x += long
        if stacked:
            base = middle + canvas.size * 0.3
            canvas.text("value", x + 6, base, vn.number(totals[index], data.decimals))
        y += height
    canvas.line("axis", left, top, left, y)
    return y + 6


def _standing(canvas: Canvas, data: Chart) -> float:
    top = _with_key(canvas, data) + canvas.size
    count = len(data.categories)
    values = [value or 0 for series in data.series for value in series.values]
    scale = ticks(max(values))
    decimals = data.decimals or (0 if scale[1] == int(scale[1]) else 2)
    marks = [vn.number(mark, decimals) for mark in scale]
    left = max(canvas.measure(mark) for mark in marks) + 10
    room = canvas.width - left - 6
    bottom = top + canvas.width * 0.36
    for level, mark in zip(scale, marks, strict=True):
        y = bottom - (bottom - top) * level / scale[-1]
        canvas.line("grid" if level else "axis", left, y, canvas.width - 6, y)
        canvas.text("label end", left - 6, y + canvas.size * 0.35, mark)
    step = room / count
    # Too close together for the longest word: every second, third … label is written.
    words = (word for name in data.categories for word in printable(name).split())
    widest = max((canvas.measure(word) for word in words), default=0.0)
    every = min(max(1, ceil((min(widest, canvas.size * 8) + 4) / step)), count)
    if count <= 6:
        every = 1
    deep = 0.0
    for index, name in enumerate(data.categories):
        if index % every == 0:
            wide = step * every - 4
            high = canvas.label_height(name, wide)
            middle = bottom + 6 + high / 2
            canvas.label("label mid", left + step * (index + 0.5), middle, name, wide)
            deep = max(deep, high)

    def height_of(value: Figure) -> float:
        return (bottom - top) * value / scale[-1]

    # Figures stand on every column or on none.
    longest = max(canvas.measure(vn.number(value, data.decimals)) for value in values)
    for number, series in enumerate(data.series):
        color = f"c{number % 8 + 1}"
        if data.kind == "line":
            _run(canvas, data, series, color, left, step, bottom, height_of)
            continue
        gap = step * 0.2
        thick = (step - gap) / len(data.series)
        fits = thick + gap / 2 >= longest
        for index, value in enumerate(series.values):
            if value is None:
                continue
            x = left + step * index + gap / 2 + thick * number
            y = bottom - height_of(value)
            canvas.rect(f"bar {color}", x, y, max(thick - 1, 0.5), bottom - y)
            shown = vn.number(value, data.decimals)
            if fits:
                canvas.text("value mid", x + thick / 2, y - 4, shown)
    return bottom + 6 + deep + 6


def _run(
    canvas: Canvas, data: Chart, series: Series, color: str, left: float, step: float,
    bottom: float, height_of: HeightOf,
) -> None:  # fmt: skip
    commands = ""
    open_line = False
    points: list[tuple[float, float, Figure]] = []
    for index, value in enumerate(series.values):
        if value is None:
            open_line = False
            continue
        x, y = left + step * (index + 0.5), bottom - height_of(value)
        commands += f"{'L' if open_line else 'M'}{fmt(x)} {fmt(y)}"
        open_line = True
        points.append((x, y, value))
    if commands:
        canvas.path(f"line {color}", commands)
    for index, (x, y, value) in enumerate(points):
        if len(points) <= 40:
            canvas.dot(f"dot {color}", x, y)
        shown = vn.number(value, data.decimals)
        if len(data.series) == 1 and canvas.measure(shown) < step:
            # In a valley the lines leave room below the point only.
            beside = points[max(index - 1, 0)][1], points[min(index + 1, len(points) - 1)][1]
            valley = max(beside) < y and y + canvas.size + 6 < bottom
            canvas.text("value mid", x, y + canvas.size + 4 if valley else y - 8, shown)


def donut(title: str, description: str, rows: Sequence[tuple[str, Figure]], *,
          decimals: int = 0, center: str = "") -> str:  # fmt: skip
    """A ring of shares with its key beside it; more than 8 rows are joined as "Khác"."""
    kept = [(printable(name) or "…", value) for name, value in rows if value > 0]
    canvas = Canvas(640)
    whole = sum(value for _, value in kept)
    if not whole:
        return nothing(canvas, title, description)
    if len(kept) > 8:
        kept = [*kept[:7], ("Khác", sum(value for _, value in kept[7:]))]
    radius, inner = 100.0, 60.0
    cx = cy = radius + 10
    angle = -pi / 2
    for index, (_, value) in enumerate(kept):
        share = value / whole
        # A full circle has no end to draw to: it is made of two halves.
        for part in (share / 2, share / 2) if share > 0.999 else (share,):
            turned = angle + 2 * pi * part
            canvas.path(f"c{index + 1}", _ring(cx, cy, radius, inner, angle, turned))
            angle = turned
    if center:
        canvas.text("value mid", cx, cy + 5, center)
    left = 2 * radius + 50
    y = 14.0
    for index, (name, value) in enumerate(kept):
        shown = f"{vn.number(value, decimals)} ({vn.number(100 * value / whole, 1)}%)"
        wide = canvas.measure(shown) + 8
        room = canvas.width - left - 20 - wide
        high = max(canvas.label_height(name, room), canvas.leading)
        canvas.rect(f"c{index + 1}", left, y + high / 2 - 6, 13, 13)
        canvas.label("label", left + 20, y + high / 2, name, room)
        canvas.text("value end", canvas.width - 4, y + high / 2 + 4.5, shown)
        y += high + 8
    return canvas.svg(max(2 * radius + 20, y + 6), title, description)


def _ring(cx: float, cy: float, outer: float, inner: float, start: float, end: float) -> str:
    big = 1 if end - start > pi else 0
    points = [
        f"{fmt(cx + r * cos(a))} {fmt(cy + r * sin(a))}"
        for r, a in ((outer, start), (outer, end), (inner, end), (inner, start))
    ]
    return (
        f"M{points[0]}A{fmt(outer)} {fmt(outer)} 0 {big} 1 {points[1]}"
        f"L{points[2]}A{fmt(inner)} {fmt(inner)} 0 {big} 0 {points[3]}Z"
    )


def heat_grid(
    title: str,
    description: str,
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[Figure | None]],
    *,
    decimals: int = 0,
) -> str:
    """A grid of cells, darker for more; ``None`` is an empty cell.

    ``values`` holds one sequence a row with one figure a column (``ValueError`` otherwise).
    """
    if len(values) != len(rows) or any(len(line) != len(columns) for line in values):
        raise ValueError("values do not match rows and columns")
    canvas = Canvas(640)
    if not rows or not columns:
        return nothing(canvas, title, description)
    highest = max((v for line in values for v in line if v is not None), default=0) or 1
    longest = max(canvas.measure(printable(name)) for name in rows)
    left = min(longest + 1, 200.0) + 10
    step = (canvas.width - left - 4) / len(columns)
    every = max(1, -(-24 // max(int(step), 1)))
    wide = step * every - 4
    deep = max(canvas.label_height(name, wide) for name in columns[::every])
    figures = [vn.number(v, decimals) for line in values for v in line if v is not None]
    fits = max((canvas.measure(figure) for figure in figures), default=0) <= step - 4
    y = deep + 8
    for index, name in enumerate(columns):
        if index % every == 0:
            canvas.label("label mid", left + step * (index + 0.5), 4 + deep / 2, name, wide)
    for name, line_values in zip(rows, values, strict=True):
        high = max(26.0, canvas.label_height(name, left - 10) + 4)
        canvas.label("label end", left - 8, y + high / 2, name, left - 10)
        for index, value in enumerate(line_values):
            if value is None:
                continue
            share = max(value, 0) / highest
            x = left + step * index
            canvas.cell(x + 1, y + 1, max(step - 2, 1), high - 2, share)
            shown = vn.number(value, decimals)
            if fits:
                ink = "on-bar mid" if share > 0.65 else "label mid"
                canvas.text(ink, x + step / 2, y + high / 2 + 4.5, shown)
        y += high
    return canvas.svg(y + 6, title, description)
