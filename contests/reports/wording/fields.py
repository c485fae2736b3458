"""What the platform cannot know and asks of the clerk, in the order of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "lines", "line", "number", "capacity"]

CAPACITIES: Final = (
    ("head", "Người đứng đầu ký"),
    ("deputy", "Cấp phó ký thay (KT.)"),
    ("by_order", "Ký thừa lệnh (TL.)"),
    ("delegated", "Ký thừa ủy quyền (TUQ.)"),
    ("acting", "Quyền cấp trưởng ký (Q.)"),
)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked: `lines` is one entry per line, `number` a whole number from 0."""

    code: str
    label: str
    hint: str = ""
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of one part of the report; `code` stands in the address of its form."""

    code: str
    title: str
    fields: tuple[Field, ...]


PARTS: Final = (
    Part(
        "mo-dau",
        "Mở đầu, nơi nhận, người ký",
        (
            Field(
                "basis",
                "Căn cứ báo cáo",
                "Ví dụ: Thực hiện Kế hoạch số 12/KH-UBND ngày 05/02/2026 của UBND tỉnh; "
                "Công văn số 345/STP-PBGDPL ngày 20/10/2026 của Sở Tư pháp.",
            ),
            Field("addressed_to", "Kính gửi", "Mỗi nơi một dòng. Bỏ trống thì không in.", "lines"),
            Field(
                "recipients",
                "Nơi nhận",
                "Mỗi nơi một dòng, dòng cuối là “Lưu: VT, …”. Bỏ trống thì in theo mẫu của cơ quan.",
                "lines",
            ),
            Field("capacity", "Thẩm quyền ký", "", "capacity"),
            Field(
                "signer_title",
                "Chức vụ người ký",
                "Chỉ ghi khi ký thừa lệnh hoặc thừa ủy quyền. Ví dụ: Chánh Văn phòng.",
                "line",
            ),
            Field("signer_name", "Họ tên người ký", "Không ghi học hàm, học vị.", "line"),
        ),
    ),
    Part(
        "chi-dao",
        "I. Công tác chỉ đạo, triển khai",
        (
            Field(
                "documents",
                "Văn bản đã ban hành",
                "Mỗi văn bản một dòng: tên, số, ký hiệu, ngày.",
                "lines",
            ),
            Field("direction", "Quán triệt, phân công thực hiện"),
            Field(
                "funding", "Kinh phí thực hiện", "Nguồn và số tiền, ngoài kinh phí các cuộc thi."
            ),
        ),
    ),
    Part(
        "hoat-dong",
        "II.1, II.2. Lễ hưởng ứng, phổ biến trực tiếp",
        (
            Field("events_count", "Số lễ, mít tinh, hội nghị, tọa đàm hưởng ứng", "", "number"),
            Field("events_people", "Số người dự các hoạt động hưởng ứng", "", "number"),
            Field("events", "Nội dung chính của các hoạt động hưởng ứng"),
            Field("talks_count", "Số cuộc phổ biến pháp luật trực tiếp", "", "number"),
            Field("talks_people", "Số lượt người dự phổ biến trực tiếp", "", "number"),
            Field("talks", "Văn bản, nội dung đã phổ biến"),
        ),
    ),
    Part(
        "cuoc-thi",
        "II.3. Thi tìm hiểu pháp luật",
        (
            Field(
                "online_note",
                "Nhận xét thêm về thi trực tuyến",
                "Số cuộc, số lượt, số người do hệ thống điền.",
            ),
            Field("live_people", "Số người dự thi sân khấu hóa, hội thi", "", "number"),
            Field("live_note", "Kết quả thi sân khấu hóa, hội thi"),
            Field("written_people", "Số bài dự thi viết", "", "number"),
            Field("written_note", "Kết quả thi viết"),
        ),
    ),
    Part(
        "truyen-thong",
        "II.4, II.5. Truyền thông, tài liệu",
        (
            Field("portal_items", "Số tin, bài trên cổng, trang thông tin điện tử", "", "number"),
            Field("press_items", "Số tin, bài trên báo, đài", "", "number"),
            Field("radio_items", "Số lượt phát trên hệ thống truyền thanh cơ sở", "", "number"),
            Field("banners", "Số pa-nô, áp phích, băng rôn, khẩu hiệu", "", "number"),
            Field("social_posts", "Số tin, bài trên mạng xã hội", "", "number"),
            Field("media", "Nội dung truyền thông chính"),
            Field("copies", "Số bản tài liệu đã phát hành", "", "number"),
            Field("copies_minority", "Số bản tài liệu bằng tiếng dân tộc thiểu số", "", "number"),
            Field("copies_online", "Số tài liệu đăng tải trực tuyến", "", "number"),
            Field("materials", "Tài liệu chính đã biên soạn"),
        ),
    ),
    Part(
        "doi-tuong-mo-hinh",
        "II.6, II.7, II.8. Đối tượng đặc thù, mô hình, khen thưởng",
        (
            Field(
                "special",
                "Hoạt động cho đối tượng đặc thù, vùng dân tộc thiểu số, hải đảo",
                "Điều 17 đến Điều 22 Luật Phổ biến, giáo dục pháp luật.",
            ),
            Field("models", "Mô hình mới, cách làm hay, chuyển đổi số"),
            Field("monthly", "Sinh hoạt Ngày Pháp luật hằng tháng, Tủ sách pháp luật"),
            Field("praise_collective", "Số tập thể được khen thưởng", "", "number"),
            Field("praise_individual", "Số cá nhân được khen thưởng", "", "number"),
            Field("praise", "Hình thức khen thưởng, biểu dương"),
        ),
    ),
    Part(
        "danh-gia",
        "III. Đánh giá chung",
        (
            Field("good", "Ưu điểm"),
            Field("limits", "Tồn tại, hạn chế"),
            Field("causes", "Nguyên nhân"),
            Field("lessons", "Bài học kinh nghiệm"),
        ),
    ),
    Part(
        "phuong-huong",
        "IV. Phương hướng, đề xuất, kiến nghị",
        (Field("plan", "Phương hướng thời gian tới"), Field("proposals", "Đề xuất, kiến nghị")),
    ),
)

FIELDS: Final = {field.code: field for part in PARTS for field in part.fields}
NUMBERS: Final = tuple(code for code, field in FIELDS.items() if field.kind == "number")


def part(code: str) -> Part:
    """The part with `code`. Raises KeyError."""
    for one in PARTS:
        if one.code == code:
            return one
    raise KeyError(code)
