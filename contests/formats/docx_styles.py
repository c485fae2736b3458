"""The styles, settings and font table of a DOCX (constant parts)."""

from __future__ import annotations

from contests.formats import layout
from contests.formats.docx_xml import twips

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FACE = "Times New Roman"
_FONTS = f'<w:rFonts w:ascii="{_FACE}" w:hAnsi="{_FACE}" w:eastAsia="{_FACE}" w:cs="{_FACE}"/>'
_LANG = '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="vi-VN"/>'

SETTINGS = (
    f'{_XML}<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
    "</w:settings>"
)


def _style(
    key: str,
    name: str,
    *,
    based: str = "Normal",
    paragraph: str = "",
    size: float | None = None,
    bold: bool = False,
    kind: str = "paragraph",
    outline: int | None = None,
    following: str = "",
) -> str:
    level = f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else ""
    look = "<w:b/>" if bold else ""
    if size is not None:
        look += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    next_style = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/>{next_style}<w:qFormat/>'
        f"<w:pPr>{paragraph}{level}</w:pPr>{f'<w:rPr>{look}</w:rPr>' if look else ''}</w:style>"
    )


def styles() -> str:
    """``word/styles.xml``: built-in names where Word has them, so that a clerk finds them."""
    first = f'<w:ind w:firstLine="{twips(layout.FIRST_LINE)}"/>'
    above = round(layout.SPACING * 20)
    line = round(240 * layout.LINE)
    body = f'<w:spacing w:before="{above}" w:after="0" w:line="{line}" w:lineRule="auto"/>'
    single = '<w:spacing w:before="{}" w:after="{}" w:line="240" w:lineRule="auto"/>'
    keep = "<w:keepNext/>"
    center = '<w:jc w:val="center"/>'
    text = f'{body}{first}<w:jc w:val="both"/>'
    head = f'{body}{first}<w:jc w:val="both"/>'
    out = [
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"<w:qFormat/><w:pPr><w:widowControl/>{body}</w:pPr></w:style>",
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:semiHidden/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        _style("BodyText", "Body Text", paragraph=text),
        _style(
            "Title",
            "Title",
            paragraph=keep + single.format(320, 0) + center,
            bold=True,
            following="BodyText",
        ),
        _style(
            "Heading1",
            "heading 1",
            paragraph=keep + head,
            bold=True,
            outline=0,
            following="BodyText",
        ),
        _style(
            "Heading2",
            "heading 2",
            paragraph=keep + head,
            bold=True,
            outline=1,
            following="BodyText",
        ),
        _style("Diem", "Điểm", based="BodyText", following="BodyText"),
        _style("Dieu", "Điều", based="BodyText", outline=1, following="BodyText"),
        _style("Gach", "Gạch đầu dòng", based="BodyText"),
        _style(
            "Phuluc",
            "Phụ lục",
            paragraph=keep + single.format(0, 0) + center,
            bold=True,
            outline=0,
        ),
        _style("Caption", "caption", paragraph=single.format(120, 80) + center, size=13),
        _style("Ghichu", "Ghi chú", paragraph=single.format(80, 60), size=12),
        _style(
            "Ngan",
            "Ngăn",
            paragraph='<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>',
            size=1,
        ),
        _style("Header", "header", paragraph=single.format(0, 0) + center, size=layout.VALUE),
        *(
            _style(f"Bang{size}", f"Bảng {size}", paragraph=single.format(30, 30), size=size)
            for size in range(9, 15)
        ),
    ]
    return (
        f"{_XML}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}"
        f'<w:color w:val="000000"/><w:sz w:val="{layout.BODY * 2}"/>'
        f'<w:szCs w:val="{layout.BODY * 2}"/>{_LANG}</w:rPr></w:rPrDefault>'
        f"<w:pPrDefault/></w:docDefaults>{''.join(out)}</w:styles>"
    )


def font_table() -> str:
    """``word/fontTable.xml``: one face and what to take when it is missing."""
    return (
        f'{_XML}<w:fonts {_W}><w:font w:name="{_FACE}"><w:altName w:val="Tinos"/>'
        '<w:panose1 w:val="02020603050405020304"/><w:charset w:val="A3"/>'
        '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )
