"""One sentence for every coded refusal and fault: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from contests.rules.choices import AttemptUnit, PersonField, PrizeFor, PrizeLevel, UnitKind
from contests.rules.codec import Fault
from contests.wording import names
from contests.wording.numbers import count, day, instant, integer, money

Args = Mapping[str, str | int]


def sentence(fault: Fault) -> str:
    """The Vietnamese sentence of `fault`. Raises KeyError for a code that nobody gave one."""
    return SENTENCES[fault.code](fault)


def place(path: str) -> str:
    """Where on the set-up pages a dotted path is, with row numbers from 1: "Đề thi, dòng 2"."""
    head, _, rest = path.partition("[")
    part = head.split(".")[0]
    shown = _PARTS.get(head) or _PARTS.get(part, "")
    number = rest.split("]")[0]
    return f"{shown}, dòng {int(number) + 1}" if number.isdigit() and shown else shown


_PARTS: Final = {
    "paper": "Đề thi",
    "paper.cells": "Cơ cấu đề thi",
    "paper.banks": "Ngân hàng câu hỏi",
    "paper.minutes": "Thời gian làm bài (phút)",
    "paper.marking.penalty_percent": "Điểm trừ khi trả lời sai (%)",
    "passing": "Mức đạt",
    "attempts": "Số lượt thi",
    "prediction": "Câu hỏi dự đoán",
    "ranking": "Xếp hạng",
    "timing": "Thời gian",
    "timing.grace_seconds": "Thời gian bù độ trễ (giây)",
    "timing.extra_max_percent": "Thời gian cộng thêm (%)",
    "disclosure": "Công bố",
    "disclosure.result_days": "Số ngày công bố kết quả",
    "registration": "Đăng ký",
    "registration.persons_per_phone": "Số người dùng chung một số điện thoại",
    "eligibility": "Đối tượng dự thi",
    "eligibility.min_age": "Tuổi thấp nhất",
    "eligibility.max_age": "Tuổi cao nhất",
    "eligibility.excluded_names": "Danh sách người không được dự thi",
    "groups": "Nhóm bắt buộc, khuyến khích",
    "unit_boards": "Xếp hạng tập thể",
    "prizes": "Giải thưởng",
    "prizes.items": "Giải thưởng",
    "aftermath": "Khiếu nại, liên hệ",
    "aftermath.complaint_days": "Số ngày khiếu nại",
    "aftermath.retention_months": "Số tháng lưu dữ liệu",
    "aftermath.contact": "Liên hệ",
    "practice": "Thi thử",
}


def _fixed(text: str) -> Callable[[Fault], str]:
    return lambda fault: text


def _at(text: str) -> Callable[[Fault], str]:
    def made(fault: Fault) -> str:
        where = place(fault.field)
        return f"{where}: {text}" if where else f"{text[:1].upper()}{text[1:]}"

    return made


def _number(fault: Fault) -> str:
    least, most = int(fault.args["least"]), int(fault.args["most"])
    where = place(fault.field) or "Giá trị này"
    return f"{where}: cần một số từ {integer(least)} đến {integer(most)}, đang là {integer(int(fault.args['value']))}. Hãy nhập lại."


def _field_label(value: object) -> str:
    return names.FIELD[PersonField(str(value))]


def _filled(value: object) -> str:
    """What one does with a field: lists are chosen from, the rest is written."""
    return "chọn" if PersonField(str(value)) in _CHOSEN else "điền"


_CHOSEN: Final = frozenset(
    {
        PersonField.SEX,
        PersonField.COMMUNE,
        PersonField.ORGANISATION,
        PersonField.AUDIENCE,
        PersonField.ETHNIC,
    }
)


def _local_day(value: object) -> str:
    return day(date.fromisoformat(str(value)))


def _attempts_used(fault: Fault) -> str:
    unit = AttemptUnit(str(fault.args["unit"]))
    used = f"Bạn đã dùng hết {count(int(fault.args['count']))} lượt thi của {names.ATTEMPT_UNIT[unit]}."
    used = used.replace("của mỗi ngày", "của hôm nay").replace("của mỗi tuần", "của tuần này")
    used = used.replace("của mỗi đợt thi", "của đợt thi này")
    after = str(fault.args["next_at"])
    if after:
        return f"{used} Bạn có thể thi tiếp từ {instant(datetime.fromisoformat(after))}, nếu khi đó đợt thi còn mở."
    return f"{used} Hãy xem kết quả các lượt đã thi ở trang của bạn."


def _round_not_open(fault: Fault) -> str:
    opens = instant(datetime.fromisoformat(str(fault.args["opens_at"])))
    return f"Đợt thi này mở từ {opens} và hiện không mở. Hãy xem thời gian các đợt thi trên trang cuộc thi."


def _prize_ceiling(fault: Fault) -> str:
    level = PrizeLevel(str(fault.args["level"]))
    title = str(fault.args["name"]) if level is PrizeLevel.OTHER else names.PRIZE_LEVEL[level]
    who = "cá nhân" if fault.args["to"] == PrizeFor.INDIVIDUAL else "tập thể"
    return (
        f"{title[:1].upper()}{title[1:]} cho {who} là {money(int(fault.args['amount']))}, cao hơn mức tối đa "
        f"{money(int(fault.args['ceiling']))} của Thông tư 56/2023/TT-BTC. Nếu không có nguồn tài trợ, hãy giảm xuống."
    )


def _prize_board(fault: Fault) -> str:
    of = names.UNIT_KIND[UnitKind(str(fault.args["of"]))]
    return f"{place(fault.field)}: giải tập thể cần bảng xếp hạng theo {of}. Hãy thêm bảng xếp hạng này hoặc bỏ giải."


_ASK_AGAIN: Final = "Nếu thông tin đăng ký bị sai, hãy sửa lại hoặc liên hệ Ban Tổ chức."

SENTENCES: Final[Mapping[str, Callable[[Fault], str]]] = {
    # Entering and sitting.
    "AGE-UNKNOWN": _fixed(
        "Bạn chưa ghi ngày sinh hoặc năm sinh. Hãy bổ sung để kiểm tra độ tuổi dự thi."
    ),
    "TOO-YOUNG": lambda f: (
        f"Cuộc thi dành cho người từ đủ {f.args['least']} tuổi, tính tại ngày {_local_day(f.args['day'])}. {_ASK_AGAIN}"
    ),
    "TOO-OLD": lambda f: (
        f"Cuộc thi dành cho người không quá {f.args['most']} tuổi, tính tại ngày {_local_day(f.args['day'])}. {_ASK_AGAIN}"
    ),
    "NOT-RESIDENT": _fixed(f"Nơi cư trú bạn chọn không thuộc địa bàn của cuộc thi. {_ASK_AGAIN}"),
    "NOT-AUDIENCE": _fixed(
        f"Nhóm đối tượng bạn chọn không thuộc đối tượng của cuộc thi. {_ASK_AGAIN}"
    ),
    "IS-ORGANISER": _fixed(
        "Bạn tham gia tổ chức hoặc ra đề của cuộc thi này nên không được dự thi. Nếu có nhầm lẫn, hãy liên hệ Ban Tổ chức."
    ),
    "IS-EXCLUDED": _fixed(
        "Tên bạn có trong danh sách không được dự thi do Ban Tổ chức lập. Nếu có nhầm lẫn, hãy liên hệ Ban Tổ chức."
    ),
    "ATTEMPTS-USED": _attempts_used,
    "FIELD-MISSING": lambda f: (
        f"Bạn chưa {_filled(f.field)} {_field_label(f.field)}. Hãy {_filled(f.field)} rồi gửi lại."
    ),
    "FIELD-UNASKED": lambda f: (
        f"Cuộc thi này không hỏi {_field_label(f.field)}. Hãy tải lại trang đăng ký rồi điền lại."
    ),
    "ROSTER-UNKNOWN": _fixed(
        "Mã bạn nhập không có trong danh sách của đơn vị. Hãy kiểm tra lại mã, hoặc hỏi người phụ trách của đơn vị bạn."
    ),
    "ALREADY-REGISTERED": _fixed(
        "Không đăng ký mới được bằng thông tin này vì đã được dùng để đăng ký. Nếu người đăng ký là bạn, hãy vào mục Đã có mã dự thi; nếu quên mã, hãy liên hệ người phụ trách của đơn vị hoặc Ban Tổ chức."
    ),
    "GUARDIAN-RELATION": _fixed(
        "Chưa ghi quan hệ với người dự thi. Hãy ghi, ví dụ: mẹ, cha, người giám hộ."
    ),
    "GUARDIAN-CONSENT": _fixed(
        "Cha, mẹ hoặc người giám hộ chưa đồng ý. Hãy đánh dấu ô đồng ý của người đó, hoặc để trống cả phần này."
    ),
    "DATE-FORM": _fixed(
        "Ngày sinh không đúng. Hãy nhập theo dạng ngày/tháng/năm, ví dụ 09/11/1990."
    ),
    "YEAR-FORM": _fixed("Năm sinh không đúng. Hãy nhập bốn chữ số, ví dụ 1990."),
    "CODE-UNKNOWN": lambda f: (
        f"Không tìm thấy {_field_label(f.field)} bạn đã chọn. Hãy chọn lại từ danh sách."
    ),
    "CONSENT-RUN": _fixed(
        "Bạn chưa đồng ý cho xử lý dữ liệu để tổ chức cuộc thi nên chưa đăng ký được. Hãy đọc và đánh dấu ô đồng ý nếu muốn dự thi."
    ),
    "GUARDIAN-MISSING": _fixed(
        "Người dưới 16 tuổi muốn công khai họ tên thì cần cha, mẹ hoặc người giám hộ đồng ý. Hãy ghi họ tên, quan hệ và số điện thoại của người đó, hoặc bỏ chọn công khai họ tên."
    ),
    "CONTEST-NOT-OPEN": _fixed(
        "Cuộc thi hiện không mở. Hãy xem thời gian thi trên trang cuộc thi."
    ),
    "ROUND-NOT-OPEN": _round_not_open,
    "ENTRANT-NOT-ACTIVE": _fixed(
        "Lượt đăng ký của bạn không còn được dự thi. Hãy liên hệ Ban Tổ chức để biết lý do."
    ),
    "PRACTICE-NONE": _fixed(
        "Cuộc thi này không có thi thử. Hãy xem thời gian thi chính thức trên trang cuộc thi."
    ),
    "PRACTICE-SEALED": _fixed(
        "Câu hỏi đang được niêm phong nên thi thử tạm dừng. Hãy chờ giờ thi chính thức trên trang cuộc thi."
    ),
    "TRY-AGAIN": _fixed("Hệ thống chưa ghi nhận được yêu cầu này. Hãy thử lại sau ít giây."),
    # What an organiser does while it runs and after.
    "EXTRA-TIME": lambda f: (
        f"Thời gian cộng thêm phải từ 0% đến {f.args['most']}% theo thể lệ. Hãy nhập lại."
    ),
    "REASON-MISSING": _fixed("Chưa ghi lý do. Hãy ghi lý do để lưu cùng thay đổi này."),
    "ROUND-OPEN": lambda f: (
        f"“{f.args['round']}” chưa kết thúc nên chưa chốt được kết quả. Hãy chờ đến khi qua giờ đóng và mọi bài thi đã nộp."
    ),
    "PAPERS-OPEN": lambda f: (
        f"Còn {count(int(f.args['count']))} bài thi đã hết giờ nhưng chưa được nộp xong. Hãy chờ ít phút rồi chốt lại."
    ),
    "PAPER-ANNULLED": _fixed(
        "Lượt thi này đã bị hủy trước đó. Hãy tải lại trang để xem trạng thái mới."
    ),
    "PAPER-NOT-OPEN": _fixed(
        "Lượt thi này không còn đang làm nên không gia hạn được. Hãy dùng mở lại lượt thi nếu cần."
    ),
    "PAPER-NOT-CLOSED": _fixed(
        "Chỉ mở lại được lượt thi đã nộp. Hãy dùng gia hạn nếu lượt thi đang làm."
    ),
    "SECONDS-RANGE": _fixed("Thời gian gia hạn phải từ 01 giây đến 24 giờ. Hãy nhập lại."),
    # The prediction question.
    "PREDICTION-UNASKED": _fixed(
        "Cuộc thi này không có câu hỏi dự đoán. Hãy tải lại trang bài thi."
    ),
    "PREDICTION-COUNT": _fixed(
        "Dự đoán phải là một số nguyên, chỉ gồm chữ số, ví dụ 1234 hoặc 1.234. Hãy nhập lại."
    ),
    "PREDICTION-LARGE": lambda f: (
        f"Dự đoán không được lớn hơn {integer(int(f.args['most']))}. Hãy nhập lại."
    ),
    "PREDICTION-PERCENT": _fixed(
        "Dự đoán phải là số phần trăm, ví dụ 87,65432 hoặc 87%. Hãy nhập lại."
    ),
    "PREDICTION-DECIMALS": lambda f: (
        f"Dự đoán chỉ ghi được đến {count(int(f.args['most']))} chữ số sau dấu phẩy. Hãy bớt chữ số rồi nhập lại."
    ),
    "PREDICTION-OVER-100": _fixed("Dự đoán phần trăm không được lớn hơn 100. Hãy nhập lại."),
    # Reading a stored rule set.
    "RULES-TYPE": _at(
        "dữ liệu thể lệ không đúng dạng. Hãy mở lại trang thiết lập và lưu lại mục này."
    ),
    "RULES-VERSION": _fixed(
        "Thể lệ được lưu bằng phiên bản phần mềm khác. Hãy nâng cấp phần mềm rồi mở lại."
    ),
    "RULES-UNKNOWN": _at("dữ liệu thể lệ có mục lạ. Hãy mở lại trang thiết lập và lưu lại."),
    "RULES-MISSING": _at(
        "dữ liệu thể lệ thiếu một mục. Hãy mở lại trang thiết lập, điền đủ và lưu lại."
    ),
    "RULES-VALUE": _at("lựa chọn không có trong danh sách. Hãy chọn lại."),
    "RULES-TEXT": _at("chữ không ở dạng Unicode dựng sẵn. Hãy gõ lại phần này."),
    # Setting up.
    "NUMBER-RANGE": _number,
    "LIST-REPEATED": _at("có mục bị lặp lại. Hãy bỏ bớt một mục."),
    "CODE-EMPTY": _at("mã để trống hoặc quá dài. Hãy chọn lại từ danh sách."),
    "PAPER-EMPTY": _fixed("Cơ cấu đề thi chưa có câu hỏi nào. Hãy thêm ít nhất một dòng."),
    "PAPER-CELLS": lambda f: (
        f"Cơ cấu đề thi có quá {integer(int(f.args['most']))} dòng. Hãy gộp bớt."
    ),
    "PAPER-LONG": lambda f: (
        f"Đề thi có {integer(int(f.args['value']))} câu, nhiều hơn mức {integer(int(f.args['most']))} câu. Hãy giảm số câu."
    ),
    "PAPER-BANKS": _fixed("Chưa chọn ngân hàng câu hỏi. Hãy chọn ít nhất một ngân hàng."),
    "PASS-RANGE": lambda f: (
        f"Mức đạt là {integer(int(f.args['value']))} câu, không nằm trong khoảng từ 1 đến {integer(int(f.args['questions']))} câu của đề. Hãy nhập lại."
    ),
    "PASS-CRITICAL": _fixed(
        "Quy định về câu điểm liệt cần có mức đạt. Hãy nhập số câu đúng để đạt, hoặc bỏ quy định này."
    ),
    "ATTEMPTS-UNLIMITED": _fixed(
        "Đã chọn không giới hạn số lượt thi nhưng vẫn có số lượt tối đa. Hãy xóa số lượt hoặc chọn cách giới hạn."
    ),
    "ATTEMPTS-COUNT": _fixed("Chưa nhập số lượt thi tối đa. Hãy nhập một số từ 1."),
    "COUNTING-EACH-OVERALL": _fixed(
        "Khi mỗi lượt thi là một bài dự thi riêng thì không xếp hạng chung cả cuộc thi được. Hãy bỏ xếp hạng chung, hoặc chọn cách tính lượt khác."
    ),
    "COUNTING-EACH-FEWER": _fixed(
        "Khi mỗi lượt thi là một bài dự thi riêng thì không xét được số lượt thi ít hơn. Hãy bỏ tiêu chí này."
    ),
    "RANKING-FIRST": _fixed(
        "Tiêu chí xếp hạng đầu tiên phải là số câu trả lời đúng hoặc điểm số. Hãy sắp lại thứ tự."
    ),
    "RANKING-DRAW-LAST": _fixed("Bốc thăm phải là tiêu chí cuối cùng. Hãy chuyển xuống cuối."),
    "RANKING-PREDICTION": _fixed(
        "Xếp hạng có xét dự đoán nhưng chưa có câu hỏi dự đoán. Hãy chọn câu hỏi dự đoán hoặc bỏ tiêu chí này."
    ),
    "RANKING-NONE": _fixed(
        "Chưa chọn xếp hạng theo đợt thi hay cả cuộc thi. Hãy chọn ít nhất một cách."
    ),
    "PREDICTION-UNUSED": _fixed(
        "Có câu hỏi dự đoán nhưng xếp hạng không xét đến. Hãy thêm tiêu chí dự đoán hoặc bỏ câu hỏi."
    ),
    "PREDICTION-PASS": _fixed(
        "Câu hỏi dự đoán tính theo bài thi đạt nhưng chưa có mức đạt. Hãy nhập mức đạt hoặc chọn trả lời đúng tất cả."
    ),
    "BOARD-BEFORE-RESULT": _fixed(
        "Bảng xếp hạng được công khai trước khi người dự thi biết kết quả của mình. Hãy cho biết kết quả sớm hơn hoặc công khai bảng muộn hơn."
    ),
    "FIELD-NAME": _fixed("Mẫu đăng ký phải hỏi họ và tên. Hãy chọn mục này là bắt buộc."),
    "FIELD-BIRTH-TWICE": _fixed("Mẫu đăng ký hỏi cả ngày sinh và năm sinh. Hãy bỏ một trong hai."),
    "FIELD-ETHNIC": _fixed(
        "Dân tộc không được là thông tin bắt buộc. Hãy chuyển thành không bắt buộc."
    ),
    "FIELD-AGE": _fixed(
        "Cuộc thi giới hạn độ tuổi nên mẫu đăng ký phải hỏi ngày sinh hoặc năm sinh. Hãy chọn một mục là bắt buộc."
    ),
    "FIELD-COMMUNE": _fixed(
        "Cuộc thi cần biết nơi cư trú để xét đối tượng hoặc xếp hạng theo xã. Hãy chọn mục này là bắt buộc trong mẫu đăng ký."
    ),
    "FIELD-AUDIENCE": _fixed(
        "Cuộc thi xét theo nhóm đối tượng. Hãy chọn mục nhóm đối tượng là bắt buộc trong mẫu đăng ký."
    ),
    "FIELD-ORGANISATION": _fixed(
        "Cuộc thi xét theo cơ quan, đơn vị. Hãy thêm mục này vào mẫu đăng ký."
    ),
    "FIELD-KEY": lambda f: (
        f"Người dự thi được phân biệt bằng {_field_label(f.args['field'])}. Hãy chọn mục này là bắt buộc trong mẫu đăng ký."
    ),
    "AGE-ORDER": lambda f: (
        f"Tuổi thấp nhất ({f.args['least']}) lớn hơn tuổi cao nhất ({f.args['most']}). Hãy nhập lại."
    ),
    "AGE-DATE": _fixed(
        "Cách tính tuổi và ngày tính tuổi không khớp nhau. Hãy nhập ngày khi chọn tính theo một ngày định trước, và để trống khi chọn cách khác."
    ),
    "GROUP-WHO": _at("hãy chọn một nhóm đối tượng hoặc một đơn vị, không chọn cả hai."),
    "BOARD-WEIGHTS": lambda f: (
        f"Tổng tỷ trọng của bảng xếp hạng tập thể là {integer(int(f.args['value']))}%, phải bằng 100%. Hãy chia lại."
    ),
    "BOARD-PASS": _fixed(
        "Bảng xếp hạng tập thể xét tỷ lệ đạt nhưng chưa có mức đạt. Hãy nhập mức đạt hoặc bỏ tiêu chí này."
    ),
    "BOARD-WINNERS": _fixed(
        "Bảng xếp hạng tập thể xét số giải cá nhân nhưng cuộc thi chưa có giải cá nhân. Hãy thêm giải hoặc bỏ tiêu chí này."
    ),
    "BOARD-SIZES": _fixed(
        "Các mức chia nhóm theo số người phải tăng dần và lớn hơn 0. Hãy nhập lại."
    ),
    "PRIZE-NAME": _at(
        "chỉ giải khác mới có tên riêng, và giải khác phải có tên. Hãy sửa lại tên giải."
    ),
    "PRIZE-BOARD": _prize_board,
    "PRIZE-ROUND": _at(
        "giải trao theo đợt nhưng không xếp hạng từng đợt thi. Hãy bật xếp hạng từng đợt hoặc trao cho cả cuộc thi."
    ),
    "PRIZE-CONTEST": _at(
        "giải trao cho cả cuộc thi nhưng không xếp hạng chung. Hãy chọn cách xếp hạng chung hoặc trao theo đợt."
    ),
    "PRIZE-PASS": _fixed(
        "Giải chỉ xét bài thi đạt nhưng chưa có mức đạt. Hãy nhập mức đạt hoặc bỏ điều kiện này."
    ),
    "PRIZE-CEILING": _prize_ceiling,
    "CONTACT-EMPTY": _fixed(
        "Chưa có nơi liên hệ. Hãy ghi tên đơn vị và ít nhất một số điện thoại hoặc địa chỉ thư điện tử."
    ),
    "TEXT-FORM": lambda f: (
        f"{place(f.field)}: phần chữ quá dài (hơn {integer(int(f.args['most']))} ký tự), có dấu cách thừa ở đầu, ở cuối hoặc có xuống dòng. Hãy nhập lại trên một dòng."
    ),
}
