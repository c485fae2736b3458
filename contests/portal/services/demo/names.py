"""Names of the province's people, for invented entrants: Kinh, Hrê, Co, Xơ-Đăng, Ba Na."""

from __future__ import annotations

from random import Random

_FAMILY = (
    ("Nguyễn", 38), ("Trần", 11), ("Lê", 9), ("Phạm", 9), ("Võ", 6), ("Huỳnh", 5), ("Bùi", 5),
    ("Đặng", 4), ("Đỗ", 3), ("Hồ", 3), ("Ngô", 2), ("Dương", 2), ("Lý", 1), ("Tạ", 1), ("Cao", 1),
)  # fmt: skip
_MALE = (
    "Văn An", "Quốc Bảo", "Minh Châu", "Tấn Dũng", "Thành Đạt", "Ngọc Hải", "Trung Hiếu",
    "Văn Hòa", "Gia Huy", "Đình Khoa", "Hoàng Long", "Tiến Lực", "Công Minh", "Hoài Nam",
    "Hữu Nghĩa", "Thanh Phong", "Anh Quân", "Xuân Sơn", "Quang Thắng", "Đức Thịnh", "Văn Toàn",
    "Minh Trí", "Anh Tuấn", "Thế Vinh", "Quang Vũ", "Hồng Quý", "Duy Khánh", "Nhật Tân",
)  # fmt: skip
_FEMALE = (
    "Thị Ánh", "Ngọc Bích", "Thị Chi", "Thùy Dung", "Thị Duyên", "Hương Giang", "Thu Hà",
    "Thị Hạnh", "Thanh Hằng", "Thị Hiền", "Khánh Hòa", "Thị Hồng", "Diệu Huyền", "Thị Kiều",
    "Mỹ Lệ", "Thị Liên", "Phương Linh", "Thị Loan", "Ngọc Mai", "Thị Nga", "Kim Ngân",
    "Bảo Ngọc", "Thị Nhung", "Hoài Phương", "Thị Tâm", "Phương Thảo", "Thị Thu", "Minh Thư",
    "Thủy Tiên", "Thị Trang", "Thanh Trúc", "Ánh Tuyết", "Tường Vi", "Thị Xuân", "Hải Yến",
)  # fmt: skip
_HIGHLAND_FAMILY = ("Đinh", "Phạm", "Hồ", "Đinh Văn", "Đinh Thị")
_HIGHLAND = ("Reo", "Nía", "Plêu", "Vố", "Lợ", "Trớ", "Gơn", "Ngheo", "Xuân", "Hrin", "Đeo", "Bút")
_NAME_ONLY = ("Thút", "Nhâm", "Blong", "Vai", "Khuyên", "Thảo", "Lếp", "Hrung", "Bút", "Lưih")


def person_name(chance: Random, sex: str, *, highland: bool) -> str:
    """A plausible full name; in highland communes often of the Hrê, Co or Xơ-Đăng."""
    if highland and chance.random() < 0.55:
        if chance.random() < 0.4:
            return f"{'A' if sex == 'male' else 'Y'} {chance.choice(_NAME_ONLY)}"
        return f"{chance.choice(_HIGHLAND_FAMILY)} {chance.choice(_HIGHLAND)}"
    family = chance.choices([name for name, _ in _FAMILY], [weight for _, weight in _FAMILY])[0]
    return f"{family} {chance.choice(_MALE if sex == 'male' else _FEMALE)}"
