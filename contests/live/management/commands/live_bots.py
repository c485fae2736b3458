"""Play along in a live room with simulated players."""

from __future__ import annotations

import asyncio
import resource
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contests.live.bots import Crowd, right_answers, teams_at
from contests.live.bots.bot import Manner, Tally

MODES = ("auto", "answer", "buzz")
_SPARE_FILES = 100


class Command(BaseCommand):
    help = "Cho người chơi mô phỏng vào một phòng thi trực tiếp, qua đúng cửa của người chơi thật."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="6 chữ số trên màn chiếu")
        parser.add_argument("--players", type=int, default=30, help="số người chơi (mặc định 30)")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="địa chỉ hệ thống")
        parser.add_argument(
            "--mode", choices=MODES, default="auto",
            help="auto: theo phần thi; answer: chỉ trả lời; buzz: chỉ bấm chuông",
        )  # fmt: skip
        parser.add_argument(
            "--skill", type=float, default=0.65,
            help="tỷ lệ biết câu trả lời, 0 đến 1 (biết đáp án chỉ khi chạy trên chính máy chủ)",
        )  # fmt: skip
        parser.add_argument("--seed", type=int, help="chơi lại y như lần trước")
        parser.add_argument("--minutes", type=float, default=240, help="chơi lâu nhất")

    def handle(self, *args: Any, **options: Any) -> None:
        code = "".join(options["code"].split())
        players = options["players"]
        if not (len(code) == 6 and code.isascii() and code.isdigit()):
            raise CommandError("Mã phòng gồm 6 chữ số, như trên màn chiếu.")
        _, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        if not 0 < players <= limit - _SPARE_FILES:
            raise CommandError(f"Số người chơi: từ 1 đến {limit - _SPARE_FILES} trên máy này.")
        manner = Manner(options["mode"], options["skill"], right_answers(code), teams_at(code))
        try:
            crowd = Crowd(
                url=options["url"], code=code, players=players, manner=manner, seed=options["seed"]
            )
        except ValueError as error:
            raise CommandError("Địa chỉ có dạng http://127.0.0.1:8000.") from error
        self._told_at = 0.0
        try:
            summary = asyncio.run(crowd.run(self._tell, limit_s=60 * options["minutes"]))
        except KeyboardInterrupt:
            self.stdout.write("Đã dừng.")
            return
        self._tell(summary.tally, last=True)
        self.stdout.write(
            f"Ghi nhận sau: trung vị {summary.ack_p50_ms:.0f} ms, "
            f"99 % trong {summary.ack_p99_ms:.0f} ms."
        )
        for reason, count in summary.tally.refusals.most_common():
            self.stdout.write(f"  bị từ chối ({reason}): {count}")
        if not summary.tally.entered:
            raise CommandError("Không ai vào được phòng: kiểm tra mã phòng và địa chỉ.")

    def _tell(self, tally: Tally, *, last: bool = False) -> None:
        now = time.monotonic()
        if last or now - self._told_at >= 2:
            self._told_at = now
            self.stdout.write(
                f"vào phòng {tally.entered} · đang nối {tally.online} · đã trả lời {tally.sent} "
                f"· đã ghi nhận {tally.acked} · đúng {tally.right}/{tally.marked} "
                f"· nối lại {tally.comebacks}"
            )
            self.stdout.flush()
