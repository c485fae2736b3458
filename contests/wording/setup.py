"""What keeps a contest from being published or made official, in Vietnamese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from contests.rules.codec import Fault
from contests.wording import refusals
from contests.wording.numbers import integer

STEPS: Final = (
    ("ten", "Tên và đơn vị"),
    ("de-thi", "Đợt thi và đề thi"),
    ("cach-tinh", "Cách tính"),
    ("nguoi-du-thi", "Người dự thi"),
    ("giai-thuong", "Giải thưởng, liên hệ"),
)
"""Address part and name of the five pages of the guided set-up, in order."""

DOCUMENT: Final = {
    "ke_hoach": "Kế hoạch tổ chức Cuộc thi",
    "quyet_dinh": "Quyết định thành lập Ban Tổ chức",
    "the_le": "Thể lệ Cuộc thi",
}


def sentence(fault: Fault) -> str:
    """The Vietnamese sentence of any fault of the set-up. KeyError for a code without one."""
    own = SENTENCES.get(fault.code)
    return own(fault) if own is not None else refusals.sentence(fault)


def step_of(path: str) -> str:
    """The page (address part) on which the field at a dotted path is set."""
    head = path.split("[")[0]
    return _STEP.get(head) or _STEP.get(head.split(".")[0], "ten")


_STEP: Final = {
    "title": "ten",
    "partners": "ten",
    "rounds": "de-thi",
    "paper": "de-thi",
    "practice": "de-thi",
    "passing": "cach-tinh",
    "attempts": "cach-tinh",
    "prediction": "cach-tinh",
    "ranking": "cach-tinh",
    "timing": "cach-tinh",
    "disclosure": "cach-tinh",
    "registration": "nguoi-du-thi",
    "eligibility": "nguoi-du-thi",
    "groups": "nguoi-du-thi",
    "unit_boards": "giai-thuong",
    "prizes": "giai-thuong",
    "aftermath": "giai-thuong",
}


def step_of_label(label: str) -> str:
    """The page on which a line of `contests.wording.summary` is set."""
    for step, beginnings in _LABELS:
        if label.startswith(beginnings):
            return step
    return "giai-thuong"


_LABELS: Final = (
    ("cach-tinh", ("Thời gian làm bài của",)),
    (
        "de-thi",
        (
            "Ngân hàng",
            "Số câu hỏi",
            "Cơ cấu",
            "Thời gian làm bài",
            "Xáo trộn",
            "Thi thử",
        ),
    ),
    (
        "nguoi-du-thi",
        (
            "Thông tin",
            "Phân biệt",
            "Số người dùng",
            "Tuổi",
            "Nơi cư trú",
            "Đối tượng",
            "Người tổ chức",
            "Danh sách người",
            "Nhóm",
        ),
    ),
    (
        "giai-thuong",
        (
            "Xếp hạng tập thể",
            "Giải thưởng",
            "Mỗi người",
            "Bài thi phải đạt",
            "Cấp giấy",
            "Thời hạn khiếu nại",
            "Liên hệ",
            "Thời gian lưu",
        ),
    ),
    ("cach-tinh", ("",)),
)


def _short(fault: Fault) -> str:
    lines = str(fault.args["cells"])
    where = f"dòng {lines}" if "," not in lines else f"các dòng {lines}"
    left_out = int(fault.args.get("left_out", 0))
    aside = (
        f" Ngân hàng còn {integer(left_out)} câu tự luận hoặc dự đoán; máy không chấm được loại câu này nên không đưa vào đề thi trực tuyến."
        if left_out
        else ""
    )
    return (
        f"Ngân hàng không đủ câu hỏi cho {where} của cơ cấu đề thi: cần {integer(int(fault.args['wanted']))} câu, "
        f"dùng được {integer(int(fault.args['available']))} câu. Hãy giảm số câu, chọn thêm ngân hàng hoặc duyệt thêm câu hỏi.{aside}"
    )


def _fixed(text: str) -> Callable[[Fault], str]:
    return lambda fault: text


SENTENCES: Final[Mapping[str, Callable[[Fault], str]]] = {
    "TITLE-MISSING": _fixed("Chưa có tên cuộc thi. Hãy nhập tên ở trang đầu."),
    "REASON-MISSING": _fixed("Chưa ghi lý do thay đổi. Lý do được in công khai cùng bản mới."),
    "PUBLISHED-MEANWHILE": _fixed(
        "Vừa có người khác công bố một bản thể lệ của cuộc thi này. Hãy xem lại bản đó rồi công bố lại nếu vẫn cần."
    ),
    "BANK-UNKNOWN": lambda f: (
        f"Không còn ngân hàng câu hỏi có mã {f.args['value']}. Hãy chọn lại ngân hàng."
    ),
    "TOPIC-UNKNOWN": lambda f: (
        f"Ngân hàng đã chọn không có lĩnh vực mã {f.args['value']}. Hãy chọn lại lĩnh vực."
    ),
    "UNIT-UNKNOWN": lambda f: (
        f"Không có đơn vị hành chính mã {f.args['value']}. Hãy chọn lại nơi cư trú."
    ),
    "ORGANISATION-UNKNOWN": lambda f: (
        f"Không có cơ quan, đơn vị mã {f.args['value']}. Hãy chọn lại nhóm dự thi."
    ),
    "POOL-SHORT": _short,
    "ROUND-MISSING": _fixed("Chưa có đợt thi nào. Hãy thêm ít nhất một đợt."),
    "ROUND-ORDER": lambda f: (
        f"Đợt {f.args['round']} đóng trước hoặc đúng lúc mở. Hãy chọn lại thời điểm đóng."
    ),
    "ROUNDS-OVERLAP": lambda f: (
        f"Đợt {f.args['round']} mở khi đợt trước chưa đóng. Hãy chọn lại thời điểm mở."
    ),
    "ROUND-KEY-SHOWN": lambda f: (
        f"Đợt {f.args['round']} đã đóng và đáp án đã hiện, không mở lại được. Hãy giữ thời điểm cũ "
        "hoặc thêm một đợt mới."
    ),
    "ROUND-PAST": lambda f: f"Đợt {f.args['round']} đã đóng trước lúc này. Hãy chọn lại thời điểm.",
    "SLUG-TAKEN": _fixed("Địa chỉ này đã dùng cho một cuộc thi khác. Hãy chọn địa chỉ khác."),
    "SLUG-FIXED": _fixed("Cuộc thi đã công bố nên không đổi địa chỉ được nữa."),
    "PARTNER-LEAD": _fixed(
        "Đơn vị chủ trì không thể đồng thời là đơn vị phối hợp. Hãy bỏ dòng này."
    ),
    "MEMBER-TWICE": lambda f: (
        f"{f.args['name']} có hai lần trong cùng một danh sách. Hãy bỏ bớt một dòng."
    ),
    "FILE-EMPTY": _fixed("Tệp rỗng (0 byte). Hãy chọn lại tệp."),
    "FILE-LARGE": lambda f: (
        f"Tệp lớn hơn {f.args['most']} MB. Hãy quét lại ở độ phân giải 200 dpi rồi tải lên."
    ),
    "FILE-NOT-PDF": _fixed(
        "Tệp này không phải PDF hoặc bị hỏng. Hãy xuất lại văn bản đã ký thành PDF rồi tải lên."
    ),
    "SIGNED-LATER": _fixed("Ngày ký ở tương lai. Hãy kiểm tra lại."),
    "ROUND-HAS-PAPERS": _fixed(
        "Đợt thi bị bỏ đã có người thi nên không bỏ được. Hãy thêm lại đợt thi đó."
    ),
    "DOCUMENT-MISSING": lambda f: f"{DOCUMENT[f.field]}: chưa nhập số, ngày và người ký.",
    "NOT-PUBLISHED": _fixed("Thể lệ chưa được công bố."),
    "QUESTIONS-UNAPPROVED": lambda f: (
        f"Có {integer(int(f.args['count']))} câu hỏi trong ngân hàng đề chưa được thẩm định. Hãy nhờ người thẩm định duyệt, "
        "hoặc công bố lại với ngân hàng đã duyệt."
    ),
}

PHASE: Final = {
    "draft": "Đang soạn",
    "coming": "Sắp mở",
    "open": "Đang mở",
    "between": "Giữa hai đợt",
    "ended": "Đã kết thúc",
    "cancelled": "Đã hủy",
}
"""Where a contest stands (`contests.selectors.contests.Phase`), in words."""

PHASE_TONE: Final = {
    "draft": "",
    "coming": "busy",
    "open": "good",
    "between": "busy",
    "ended": "",
    "cancelled": "bad",
}
"""The class of the tag that shows it."""
