"""Banks through django-import-export: the export is a Resource over our own Excel layout.

Loading does not pass here. A stock Resource takes ten times as long and holds SQLite's write lock
all the while; a tuned one needs for one flat table as much time as `quiz.services.loading` for
four, and adds nothing that a checked draft still needs (benchmarks/RESULTS.md).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from import_export import resources
from import_export.formats import base_formats
from tablib import Dataset

from quiz.formats.excel_template import HEADINGS, SHEET, cells_of
from quiz.models import Revision
from quiz.rules.question import Draft
from quiz.selectors.questions import drafts_of


class QuestionResource(resources.Resource):
    """One row per question, the columns of the template: what is exported can be imported."""

    def get_queryset(self) -> QuerySet[Revision]:
        """Nothing by itself: the caller says which revisions."""
        return Revision.objects.none()

    def get_export_headers(self, *args: Any, **kwargs: Any) -> list[str]:
        return list(HEADINGS)

    def iter_queryset(self, queryset: QuerySet[Revision]) -> Iterator[Draft]:
        for _, draft in drafts_of(queryset):
            yield draft

    def export_resource(self, instance: Draft, *args: Any, **kwargs: Any) -> list[str]:
        return list(cells_of(instance))


class SafeXlsx(base_formats.XLSX):  # type: ignore[misc]
    """XLSX in which every cell is text of the Text format: nothing that was typed can run.

    The stock writer strips one leading '='; here a text that begins with = + - @ stays as it is.
    """

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        target = io.BytesIO()
        book = xlsxwriter.Workbook(
            target,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        head = book.add_format({"bold": True, "text_wrap": True, "num_format": "@", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        sheet = book.add_worksheet(SHEET)
        sheet.set_column(0, len(dataset.headers) - 1, 24, cell)
        sheet.set_column(0, 0, 60, cell)
        sheet.freeze_panes(1, 1)
        for column, name in enumerate(dataset.headers):
            sheet.write_string(0, column, name, head)
        for number, row in enumerate(dataset, start=1):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(number, column, str(text), cell)
        book.close()
        return target.getvalue()


def export_xlsx(revisions: QuerySet[Revision]) -> bytes:
    """These revisions as a workbook of our template's layout."""
    return SafeXlsx().export_data(QuestionResource().export(queryset=revisions))
