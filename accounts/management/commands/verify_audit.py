"""Walk the hash chain of the audit trail; exit 1 and name the first bad row."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit
from accounts.models import AuditEvent
from accounts.rules.audit import Anchor

WORDS = {
    "changed": "dòng đã bị sửa, hoặc bị đổi chỗ, chèn thêm",
    "missing": "dòng đã bị xóa",
    "cut": "phần cuối đã bị xóa",
    "rewritten": "chuỗi dấu đã bị làm lại: không khớp dấu neo đã ghi ra ngoài",
}


def anchor(text: str) -> Anchor:
    """`NUMBER:SEAL`, as printed in reports."""
    number, _, seal = text.partition(":")
    if not number.isdecimal() or len(seal) != 64:
        raise argparse.ArgumentTypeError("dấu neo có dạng SỐ:DẤU (64 ký tự)")
    return Anchor(int(number), seal)


class Command(BaseCommand):
    help = "Kiểm tra nhật ký có bị sửa, xóa, chèn hay cắt không. Thoát mã 1 khi có."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--anchor", action="append", type=anchor, default=[], help="SỐ:DẤU")
        parser.add_argument("--anchors", type=Path, help="tệp dấu neo (mặc định: trong VAR_DIR)")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anchors"] and not options["anchors"].exists():
            raise CommandError(f"Không có tệp {options['anchors']}.", returncode=2)
        anchors = [*audit.read_anchors(options["anchors"]), *options["anchor"]]
        verdict = audit.verify(anchors)
        unsealed = AuditEvent.objects.filter(seal_number__isnull=True).count()
        if options["json"]:
            fault = verdict.fault
            self.stdout.write(
                json.dumps(
                    {
                        "rows": verdict.rows,
                        "head": f"{verdict.head.number}:{verdict.head.seal}",
                        "anchors": len(anchors),
                        "unsealed": unsealed,
                        "fault": fault
                        and {"code": fault.code, "number": fault.number, "row": fault.row_id},
                    }
                )
            )
        elif verdict.fault is None:
            self.stdout.write(
                f"Nhật ký nguyên vẹn: {verdict.rows} dòng đã đóng dấu, {unsealed} dòng đang chờ, "
                f"{len(anchors)} dấu neo khớp.\nDấu cuối: {verdict.head.number}:{verdict.head.seal}"
            )
        else:
            fault = verdict.fault
            row = f", mã dòng {fault.row_id}" if fault.row_id else ""
            self.stdout.write(
                f"NHẬT KÝ KHÔNG NGUYÊN VẸN tại dấu số {fault.number}{row}: {WORDS[fault.code]}.\n"
                f"{verdict.rows} dòng trước đó còn nguyên."
            )
        if verdict.fault is not None:
            sys.exit(1)
