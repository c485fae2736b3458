"""System checks contests.E001…: a wrong production environment does not start (promise A10).

Production is: DEBUG off and some allowed host that can be reached from outside.
"""

import re
from importlib.metadata import version
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from config.durability import clock_is_synchronised, durability_faults
from config.hosts import all_local
from config.routes import BARE_ROUTES, DRAIN_HOOKS
from config.schedule import PERIODIC

DAPHNE_MINIMUM = (4, 2, 2)


def is_public() -> bool:
    """True when some allowed host can be reached from outside."""
    return not all_local(settings.ALLOWED_HOSTS)


def numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


@register(Tags.security)
def check_environment(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.DEBUG and is_public():
        found.append(
            Error(
                "DEBUG đang bật trong khi ALLOWED_HOSTS có tên miền công khai.",
                hint="Bỏ DEBUG khỏi môi trường, hoặc chỉ để tên máy nội bộ trong ALLOWED_HOSTS.",
                id="contests.E001",
            )
        )
    if any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        found.append(
            Error(
                "ALLOWED_HOSTS có ký tự đại diện: mọi trang web khác sẽ mở được kết nối vào đây.",
                hint="Ghi đủ từng tên miền, ví dụ thi.example.gov.vn.",
                id="contests.E002",
            )
        )
    secret = settings.SECRET_KEY
    if len(secret) < 32 or len(set(secret)) < 8 or secret.startswith("django-insecure"):
        found.append(
            Error(
                "SECRET_KEY quá ngắn hoặc là giá trị mẫu.",
                hint="Bỏ trống để hệ thống tự tạo, hoặc dùng ít nhất 50 ký tự ngẫu nhiên.",
                id="contests.E003",
            )
        )
    try:
        for key in settings.FIELD_KEYS:
            Fernet(key)
        if not settings.FIELD_KEYS:
            raise ValueError("none")
    except ValueError:
        found.append(
            Error(
                "FIELD_KEYS có khóa sai: mỗi khóa là 32 byte ở dạng base64 (44 ký tự).",
                hint="Khôi phục var/keys/field_keys từ bản sao lưu; mất khóa là mất dữ liệu.",
                id="contests.E004",
            )
        )
    if is_public() and not settings.DEBUG and not settings.HTTPS:
        found.append(
            Error(
                "Có tên miền công khai nhưng chưa khai báo địa chỉ https.",
                hint="Đặt CSRF_TRUSTED_ORIGINS=https://tên-miền (tất cả đều là https).",
                id="contests.E008",
            )
        )
    for file in settings.KEYS_DIR.glob("*") if settings.KEYS_DIR.exists() else []:
        if file.stat().st_mode & 0o077:
            found.append(
                Error(
                    f"Tệp khóa {file} cho người khác đọc.",
                    hint=f"Chạy: chmod 600 {file}",
                    id="contests.E012",
                )
            )
    return found


@register(Tags.compatibility)
def check_versions(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if numbers(version("daphne")) < DAPHNE_MINIMUM:
        found.append(
            Error(
                f"daphne {version('daphne')} có lỗ hổng (CVE-2026-44545, CVE-2026-44546).",
                hint="Cài đúng requirements.txt.",
                id="contests.E006",
            )
        )
    if numbers(version("redis")) >= (8,):
        found.append(
            Error(
                "redis-py từ bản 8 cắt các kết nối đang chờ của channels_redis.",
                hint="Cài đúng requirements.txt (redis 7).",
                id="contests.E007",
            )
        )
    return found


@register
def check_registries(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    paths = [route.app for route in BARE_ROUTES if isinstance(route.app, str)]
    paths += DRAIN_HOOKS + [job.call for job in PERIODIC]
    found: list[CheckMessage] = []
    for path in paths:
        try:
            import_string(path)
        except ImportError as error:
            found.append(
                Error(
                    f"Không tìm thấy {path}: {error}",
                    hint="Sửa config/routes.py hoặc config/schedule.py.",
                    id="contests.E011",
                )
            )
    return found


@register(Tags.database)
def check_database(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Asks the engine itself; only when a command names the database."""
    if not databases:
        return []
    found: list[CheckMessage] = []
    try:
        for fault in durability_faults():
            found.append(
                Error(
                    f"{fault}: câu trả lời đã báo “đã lưu” có thể mất khi mất điện.",
                    hint="Xem docs/operations.md, mục Cơ sở dữ liệu.",
                    id="contests.E005",
                )
            )
        if is_public() and demo_accounts():
            found.append(
                Error(
                    "Còn tài khoản trình diễn trong khi có tên miền công khai.",
                    hint="Dùng một cơ sở dữ liệu mới cho hệ thống thật.",
                    id="contests.E010",
                )
            )
    except DatabaseError as error:
        found.append(
            Error(
                f"Cơ sở dữ liệu không trả lời: {error}",
                hint="Kiểm tra DATABASE_URL.",
                id="contests.E013",
            )
        )
    if clock_is_synchronised() is False:
        text = "Đồng hồ máy chủ chưa được đồng bộ."
        hint = "Bật systemd-timesyncd hoặc chrony: giờ đóng lượt thi tính theo đồng hồ này."
        found.append(
            Error(text, hint=hint, id="contests.E009")
            if is_public() and not settings.DEBUG
            else Warning(text, hint=hint, id="contests.W009")
        )
    return found


def demo_accounts() -> int:
    """How many sign-ins of the demo exist (their password is printed at every start)."""
    if "accounts_user" not in connection.introspection.table_names():
        return 0
    return get_user_model().objects.filter(is_demo=True).count()
