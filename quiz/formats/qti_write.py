"""A QTI 3.0 package: one item per question, pictures beside, a manifest."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from quiz.formats.gift import essay_unfit
from quiz.formats.hold import Holds, Pictures, Written, divide
from quiz.formats.html_text import text_to_html
from quiz.formats.items import decimal_text, exact_number
from quiz.formats.package import pack
from quiz.formats.xmltree import escape
from quiz.rules.question import LETTERS, Draft, Essay, Kind, Matching, Number, Short

_ITEM: Final = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_PACKAGE: Final = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_RULES: Final = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"
HOLDS: Final = Holds(
    frozenset((Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.ORDER, Kind.MATCHING, Kind.SHORT,
               Kind.NUMBER, Kind.ESSAY)),
    frozenset(("explanation", "fixed", "ref", "picture", "alt")),
    lambda draft: exact_number(draft) or essay_unfit(draft),
)  # fmt: skip


def write(drafts: Iterable[Draft], pictures: Pictures) -> Written:
    """The package: the same questions give the same bytes."""
    held, lost = divide(drafts, HOLDS, pictures)
    files: dict[str, bytes] = {"imsmanifest.xml": b""}
    resources: list[str] = []
    for number, draft in enumerate(held, start=1):
        name = f"items/cau-{number:05}.xml"
        shown = [draft.picture] if draft.picture in pictures else []
        files[name] = _item(draft, number, shown).encode()
        for picture in shown:
            files[f"items/{picture}"] = pictures[picture]
        listed = "".join(
            f'<file href="{escape(f)}"/>' for f in (name, *(f"items/{p}" for p in shown))
        )
        resources.append(
            f'<resource identifier="R{number}" type="imsqti_item_xmlv3p0" href="{name}">'
            f"{listed}</resource>"
        )
    files["imsmanifest.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{_PACKAGE}" identifier="THI">'
        "<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>"
        f"<organizations/><resources>{''.join(resources)}</resources></manifest>\n"
    ).encode()
    return Written(pack(files), tuple(lost))


def _p(text: str) -> str:
    """A paragraph; `text_to_html` has escaped the signs, controls go here."""
    return f"<p>{escape_again(text)}</p>"


def escape_again(text: str) -> str:
    """Text as XHTML, without what XML cannot hold."""
    return text_to_html(escape(text).replace("&lt;", "<").replace("&gt;", ">")
                        .replace("&quot;", '"').replace("&amp;", "&"))  # fmt: skip


def _item(draft: Draft, number: int, shown: list[str]) -> str:
    title = escape((draft.ref or draft.stem.replace("\n", " "))[:80])
    label = f' label="{escape(draft.ref)}"' if draft.ref else ""
    picture = "".join(
        f'<p><img src="{escape(name)}" alt="{escape(draft.picture_alt)}"/></p>' for name in shown
    )
    declared, inside, rules = _parts(draft)
    feedback = (
        '<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="giai-thich" '
        'show-hide="show">'
        f"<qti-content-body>{_p(draft.explanation)}</qti-content-body></qti-modal-feedback>"
        if draft.explanation else ""
    )  # fmt: skip
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-item xmlns="{_ITEM}" '
        f'identifier="cau-{number}" title="{title}"{label} adaptive="false" time-dependent="false" '
        f'xml:lang="vi">{declared}'
        '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>'
        f"<qti-item-body>{_p(draft.stem)}{picture}{inside}</qti-item-body>{rules}{feedback}"
        "</qti-assessment-item>\n"
    )


def _declared(values: Iterable[str], cardinality: str, base: str, more: str = "") -> str:
    listed = "".join(f"<qti-value>{escape_again(value)}</qti-value>" for value in values)
    return (
        f'<qti-response-declaration identifier="RESPONSE" cardinality="{cardinality}" '
        f'base-type="{base}"><qti-correct-response>{listed}</qti-correct-response>{more}'
        "</qti-response-declaration>"
    )


def _parts(draft: Draft) -> tuple[str, str, str]:
    """(declaration, interaction, processing)."""
    match_rule = f'<qti-response-processing template="{_RULES}match_correct.xml"/>'
    match draft.body:
        case Short(variants):
            entries = "".join(
                f'<qti-map-entry map-key="{escape(one)}" mapped-value="1"/>' for one in variants
            )
            mapping = f'<qti-mapping default-value="0">{entries}</qti-mapping>'
            entry = '<p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>'
            rule = f'<qti-response-processing template="{_RULES}map_response.xml"/>'
            return _declared(variants[:1], "single", "string", mapping), entry, rule
        case Number(value, tolerance):
            entry = '<p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>'
            return _declared([decimal_text(value)], "single", "float"), entry, _equal(tolerance)
        case Matching(choices, right):
            pairs = [f"L{n} R{place}" for n, place in enumerate(right)]
            lefts = _associable("L", [option.text for option in draft.options], 1)
            inside = (
                '<qti-match-interaction response-identifier="RESPONSE" shuffle="true" '
                f'max-associations="0">{lefts}{_associable("R", choices, 0)}'
                "</qti-match-interaction>"
            )
            return _declared(pairs, "multiple", "directedPair"), inside, match_rule
        case Essay():
            return (
                '<qti-response-declaration identifier="RESPONSE" cardinality="single" '
                'base-type="string"/>',
                '<qti-extended-text-interaction response-identifier="RESPONSE"/>',
                "",
            )
    choices_ = "".join(
        f'<qti-simple-choice identifier="{LETTERS[n]}" fixed="{"true" if one.fixed else "false"}">'
        f"{_p(one.text)}</qti-simple-choice>"
        for n, one in enumerate(draft.options)
    )
    if draft.kind is Kind.ORDER:
        inside = (
            f'<qti-order-interaction response-identifier="RESPONSE" shuffle="true">{choices_}'
            "</qti-order-interaction>"
        )
        return _declared(LETTERS[: len(draft.options)], "ordered", "identifier"), inside, match_rule
    several = draft.kind is Kind.MULTIPLE
    inside = (
        f'<qti-choice-interaction response-identifier="RESPONSE" shuffle="true" '
        f'max-choices="{0 if several else 1}">{choices_}</qti-choice-interaction>'
    )
    cardinality = "multiple" if several else "single"
    return _declared(draft.key, cardinality, "identifier"), inside, match_rule


def _associable(side: str, texts: Iterable[str], most: int) -> str:
    listed = "".join(
        f'<qti-simple-associable-choice identifier="{side}{n}" match-max="{most}">{_p(text)}'
        "</qti-simple-associable-choice>"
        for n, text in enumerate(texts)
    )
    return f"<qti-simple-match-set>{listed}</qti-simple-match-set>"


def _equal(tolerance: Fraction) -> str:
    said = decimal_text(tolerance)
    return (
        "<qti-response-processing><qti-response-condition><qti-response-if>"
        f'<qti-equal tolerance-mode="absolute" tolerance="{said} {said}">'
        '<qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-equal>'
        '<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1'
        "</qti-base-value></qti-set-outcome-value></qti-response-if></qti-response-condition>"
        "</qti-response-processing>"
    )
