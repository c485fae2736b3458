"""Native Word charts: a DrawingML chart part with its workbook inside (pure).

The chart can be edited in Word: its figures come from the embedded workbook, and the part also
carries a copy of them for programs that do not open the workbook.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import xlsxwriter

from contests.formats import layout
from contests.formats.document import Chart, printable
from contests.formats.docx_xml import attr, emu, esc

_SHEET = "Số liệu"
_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
# Dots between thousands on every computer, whatever its region is set to.
_WHOLE = "[>=1000000]#\\.###\\.##0;[>=1000]#\\.##0;0"


def drawable(chart: Chart) -> bool:
    """Whether there is anything to draw; the writers print a sentence otherwise."""
    return bool(chart.categories and chart.series)


def figure_format(chart: Chart) -> str:
    """The number format of the figures."""
    return "0." + "0" * chart.decimals if chart.decimals else _WHOLE


def chart_workbook(chart: Chart, created: datetime) -> bytes:
    """The workbook behind the chart: categories in column A, one series a column."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": created})
    sheet = book.add_worksheet(_SHEET)
    figures = book.add_format({"num_format": figure_format(chart)})
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(0, column, printable(series.name))
        for row, value in enumerate(series.values, 1):
            if value is not None:
                sheet.write_number(row, column, value, figures)
    for row, category in enumerate(chart.categories, 1):
        sheet.write_string(row, 0, printable(category))
    sheet.set_column(0, 0, 40)
    book.close()
    return buffer.getvalue()


def _column(index: int) -> str:
    high, low = divmod(index, 26)
    return (_column(high - 1) if high else "") + chr(ord("A") + low)


def _text_points(reference: str, values: tuple[str, ...]) -> str:
    points = "".join(
        f'<c:pt idx="{i}"><c:v>{esc(value)}</c:v></c:pt>' for i, value in enumerate(values)
    )
    return (
        f"<c:strRef><c:f>{esc(reference)}</c:f><c:strCache>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:strCache></c:strRef>'
    )


def _font(size: float, *, color: str = "000000") -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="0">'
        f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'
        '<a:latin typeface="Times New Roman"/><a:ea typeface="Times New Roman"/>'
        '<a:cs typeface="Times New Roman"/></a:defRPr></a:pPr><a:endParaRPr lang="vi-VN"/></a:p>'
        "</c:txPr>"
    )


def _series(chart: Chart, index: int, size: float) -> str:
    series = chart.series[index]
    color = layout.PALETTE[index % len(layout.PALETTE)]
    last = len(chart.categories) + 1
    column = _column(index + 1)
    name = _text_points(f"'{_SHEET}'!${column}$1", (series.name,))
    categories = _text_points(f"'{_SHEET}'!$A$2:$A${last}", chart.categories)
    area = esc(f"'{_SHEET}'!${column}$2:${column}${last}")
    code = esc(figure_format(chart))
    points = "".join(
        f'<c:pt idx="{i}"><c:v>{value!r}</c:v></c:pt>'
        for i, value in enumerate(series.values)
        if value is not None
    )
    if chart.kind == "line":
        look = (
            f'<c:spPr><a:ln w="28575"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></a:ln>'
            f'</c:spPr><c:marker><c:symbol val="circle"/><c:size val="6"/><c:spPr><a:solidFill>'
            f'<a:srgbClr val="{color}"/></a:solidFill></c:spPr></c:marker>'
        )
        position = "t"
    else:
        look = (
            f'<c:spPr><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></c:spPr>'
            '<c:invertIfNegative val="0"/>'
        )
        position = "ctr" if chart.kind == "stacked" else "outEnd"
    inside = "FFFFFF" if chart.kind == "stacked" and not layout.is_light(color) else "000000"
    labels = (
        f'<c:dLbls><c:numFmt formatCode="{code}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f'{_font(size, color=inside)}<c:dLblPos val="{position}"/><c:showLegendKey val="0"/>'
        '<c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/>'
        f"<c:tx>{name}</c:tx>{look}{labels}"
        f"<c:cat>{categories}</c:cat>"
        f"<c:val><c:numRef><c:f>{area}</c:f>"
        f'<c:numCache><c:formatCode>{code}</c:formatCode><c:ptCount val="{last - 1}"/>{points}'
        "</c:numCache></c:numRef></c:val>"
        + ('<c:smooth val="0"/>' if chart.kind == "line" else "")
        + "</c:ser>"
    )


def chart_xml(chart: Chart) -> str:
    """The chart part; relation ``rId1`` is its workbook."""
    upright = chart.kind in ("column", "line")
    # Bars that carry their figures need no axis of figures beside them.
    axis = chart.kind in ("stacked", "line")
    size = layout.chart_size(len(chart.categories), upright=upright)
    series = "".join(_series(chart, i, size) for i in range(len(chart.series)))
    ids = '<c:axId val="111111111"/><c:axId val="222222222"/>'
    if chart.kind == "line":
        plot = (
            '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
            f'{series}<c:marker val="1"/>{ids}</c:lineChart>'
        )
    else:
        stacked = chart.kind == "stacked"
        overlap = '<c:overlap val="100"/>' if stacked else ""
        plot = (
            f'<c:barChart><c:barDir val="{"col" if upright else "bar"}"/>'
            f'<c:grouping val="{"stacked" if stacked else "clustered"}"/><c:varyColors val="0"/>'
            f'{series}<c:gapWidth val="{45 if len(chart.series) == 1 or stacked else 60}"/>'
            f"{overlap}{ids}</c:barChart>"
        )
    grey = '<a:solidFill><a:srgbClr val="808080"/></a:solidFill>'
    # Lying bars are read from above: the first category stands on top.
    order = "minMax" if upright else "maxMin"
    lines = (
        '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D0D0D0"/>'
        "</a:solidFill></a:ln></c:spPr></c:majorGridlines>"
        if axis
        else ""
    )
    axes = (
        f'<c:catAx><c:axId val="111111111"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{"b" if upright else "l"}"/><c:numFmt '
        'formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark '
        f'val="none"/><c:tickLblPos val="low"/><c:spPr><a:ln w="9525">{grey}</a:ln></c:spPr>'
        f'{_font(size)}<c:crossAx val="222222222"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="222222222"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:min val="0"/></c:scaling><c:delete val="{0 if axis else 1}"/>'
        f'<c:axPos val="{"l" if upright else "b"}"/>{lines}'
        f'<c:numFmt formatCode="{esc(figure_format(chart))}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln w="9525"><a:noFill/></a:ln></c:spPr>{_font(size)}'
        f'<c:crossAx val="111111111"/><c:crosses val="{"autoZero" if upright else "max"}"/>'
        "</c:valAx>"
    )
    legend = (
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_font(size)}</c:legend>'
        if len(chart.series) > 1
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace {_NAMESPACES}><c:date1904 val="0"/><c:lang val="vi-VN"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
        f"<c:layout/>{plot}{axes}</c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:solidFill>'
        '<a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{_font(size)}<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
        "</c:chartSpace>"
    )


def chart_drawing(chart: Chart, relation: str, number: int, width: float) -> str:
    """The run that shows the chart in the text, ``width`` mm wide, with its description."""
    upright = chart.kind in ("column", "line")
    cx = emu(width)
    cy = emu(layout.chart_height(len(chart.categories) * _rows(chart), upright=upright))
    return (
        '<w:r><w:rPr><w:noProof/></w:rPr><w:drawing><wp:inline distT="0" distB="0" distL="0" '
        f'distR="0"><wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="Biểu đồ {number}" descr={attr(chart.alt)}/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def _rows(chart: Chart) -> int:
    """How many bars one category takes."""
    return len(chart.series) if chart.kind == "bar" else 1
