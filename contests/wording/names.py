"""The Vietnamese of every choice: short labels for forms, tables and inside sentences."""

from __future__ import annotations

from typing import Final

from contests.rules.choices import (
    AgeOn,
    AttemptUnit,
    Audience,
    Closing,
    Counting,
    ExtraDuration,
    NameDisplay,
    Overall,
    PersonField,
    PersonKey,
    PredictionBasis,
    PredictionEntries,
    PredictionFreeze,
    PredictionKind,
    PredictionRight,
    PrizeFor,
    PrizeLevel,
    PrizeScope,
    ShowBoard,
    ShowKey,
    ShowResult,
    TieBreak,
    UnitKind,
    UnitMeasure,
)
from quiz.rules.marking import Partial
from quiz.rules.question import Difficulty

FIELD: Final = {
    PersonField.FULL_NAME: "họ và tên",
    PersonField.PHONE: "số điện thoại",
    PersonField.BIRTH_DATE: "ngày sinh",
    PersonField.BIRTH_YEAR: "năm sinh",
    PersonField.SEX: "giới tính",
    PersonField.CCCD: "số căn cước công dân",
    PersonField.COMMUNE: "xã, phường, đặc khu nơi cư trú",
    PersonField.ORGANISATION: "cơ quan, đơn vị, trường học",
    PersonField.POSITION: "chức vụ",
    PersonField.AUDIENCE: "nhóm đối tượng",
    PersonField.ETHNIC: "dân tộc",
    PersonField.EMAIL: "địa chỉ thư điện tử",
    PersonField.ROSTER_CODE: "mã trong danh sách của đơn vị",
}
AUDIENCE: Final = {
    Audience.CBCCVC: "cán bộ, công chức, viên chức",
    Audience.LLVT: "người thuộc lực lượng vũ trang",
    Audience.LAO_DONG: "người lao động trong doanh nghiệp",
    Audience.NONG_DAN: "nông dân, ngư dân",
    Audience.HOC_SINH: "học sinh",
    Audience.SINH_VIEN: "sinh viên",
    Audience.HUU_TRI: "người nghỉ hưu",
    Audience.KHAC: "người thuộc nhóm đối tượng khác",
}
DIFFICULTY: Final = {
    Difficulty.EASY: "dễ",
    Difficulty.MEDIUM: "trung bình",
    Difficulty.HARD: "khó",
}
PARTIAL: Final = {
    Partial.NONE: "đúng hoàn toàn mới được điểm",
    Partial.SHARE: "được điểm theo tỷ lệ phần trả lời đúng",
    Partial.EXAM_2025: "nhiều ý đúng/sai theo thang 10%, 25%, 50%, 100%",
}
ATTEMPT_UNIT: Final = {
    AttemptUnit.ROUND: "mỗi đợt thi",
    AttemptUnit.DAY: "mỗi ngày",
    AttemptUnit.WEEK: "mỗi tuần",
    AttemptUnit.CONTEST: "cả cuộc thi",
    AttemptUnit.UNLIMITED: "không giới hạn",
}
COUNTING: Final = {
    Counting.BEST: "lượt thi tốt nhất",
    Counting.FIRST: "lượt thi đầu tiên",
    Counting.LAST: "lượt thi cuối cùng",
    Counting.EACH: "mỗi lượt thi là một bài dự thi riêng",
}
PREDICTION: Final = {
    PredictionKind.NONE: "không có câu hỏi dự đoán",
    PredictionKind.P1: "số người hoặc số lượt trả lời đúng",
    PredictionKind.P2: "tổng số lượt dự thi",
    PredictionKind.P3: "tổng số người dự thi",
    PredictionKind.P4: "tỷ lệ phần trăm trả lời đúng",
}
PREDICTION_BASIS: Final = {
    PredictionBasis.PERSONS: "tính theo người",
    PredictionBasis.ATTEMPTS: "tính theo lượt thi",
}
PREDICTION_ENTRIES: Final = {
    PredictionEntries.ALL: "mọi lượt thi đã nộp, kể cả lượt bị hủy kết quả",
    PredictionEntries.VALID: "mọi lượt thi hợp lệ",
    PredictionEntries.COUNTED: "chỉ các lượt thi được tính để xếp hạng",
}
PREDICTION_RIGHT: Final = {
    PredictionRight.ALL_CORRECT: "trả lời đúng tất cả các câu hỏi",
    PredictionRight.PASSED: "có bài thi đạt",
}
PREDICTION_FREEZE: Final = {
    PredictionFreeze.AT_CLOSE: "khi đợt thi kết thúc",
    PredictionFreeze.AT_RESULT: "khi công bố kết quả chính thức của đợt thi",
}
TIE_BREAK: Final = {
    TieBreak.CORRECT: "số câu trả lời đúng",
    TieBreak.SCORE: "điểm số",
    TieBreak.PREDICTION: "dự đoán gần nhất",
    TieBreak.DURATION: "thời gian làm bài ngắn hơn",
    TieBreak.SUBMITTED_AT: "nộp bài sớm hơn",
    TieBreak.FEWER_ATTEMPTS: "ít lượt thi hơn",
    TieBreak.DRAW: "bốc thăm",
}
OVERALL: Final = {
    Overall.NONE: "không xếp hạng chung",
    Overall.SUM: "cộng kết quả các đợt thi",
    Overall.BEST_ROUND: "lấy đợt thi tốt nhất",
}
CLOSING: Final = {
    Closing.CUT: "đến giờ đóng đợt thi, lượt đang làm kết thúc ngay",
    Closing.FINISH: "lượt đã bắt đầu được làm đến hết thời gian làm bài",
}
EXTRA_DURATION: Final = {
    ExtraDuration.SCALED: "quy đổi theo tỷ lệ thời gian cộng thêm",
    ExtraDuration.LEFT_OUT: "không so sánh, xếp trước ở tiêu chí này",
}
SHOW_RESULT: Final = {
    ShowResult.IMMEDIATELY: "ngay sau khi nộp bài",
    ShowResult.AFTER_ROUND: "sau khi đợt thi kết thúc",
    ShowResult.AFTER_CONTEST: "sau khi cả cuộc thi kết thúc",
}
SHOW_KEY: Final = {
    ShowKey.AFTER_ROUND: "sau khi đợt thi kết thúc",
    ShowKey.AFTER_CONTEST: "sau khi cả cuộc thi kết thúc",
    ShowKey.NEVER: "không công bố",
}
SHOW_BOARD: Final = {
    ShowBoard.LIVE: "ngay trong khi đợt thi diễn ra",
    ShowBoard.AFTER_ROUND: "sau khi đợt thi kết thúc",
    ShowBoard.AFTER_CONTEST: "sau khi cả cuộc thi kết thúc",
}
NAME_DISPLAY: Final = {
    NameDisplay.FULL: "họ tên đầy đủ của người đồng ý, chữ cái đầu của người còn lại",
    NameDisplay.INITIALS: "chỉ ghi chữ cái đầu của họ tên",
}
PERSON_KEY: Final = {
    PersonKey.PHONE: "số điện thoại",
    PersonKey.CCCD: "số căn cước công dân",
    PersonKey.ROSTER: "mã trong danh sách của đơn vị",
    PersonKey.CODE: "mã dự thi được cấp khi đăng ký",
}
AGE_ON: Final = {
    AgeOn.ROUND_OPENING: "ngày mở đợt thi",
    AgeOn.CONTEST_OPENING: "ngày mở đợt thi đầu tiên",
    AgeOn.ATTEMPT: "ngày bắt đầu lượt thi",
    AgeOn.DATE: "một ngày định trước",
}
UNIT_KIND: Final = {
    UnitKind.ORGANISATION: "cơ quan, đơn vị",
    UnitKind.COMMUNE: "xã, phường, đặc khu",
}
UNIT_MEASURE: Final = {
    UnitMeasure.ATTEMPTS: "số lượt dự thi",
    UnitMeasure.PERSONS: "số người dự thi",
    UnitMeasure.RATE: "tỷ lệ tham gia",
    UnitMeasure.AVERAGE: "điểm trung bình",
    UnitMeasure.PASS_RATE: "tỷ lệ đạt",
    UnitMeasure.WINNERS: "số giải cá nhân",
}
PRIZE_LEVEL: Final = {
    PrizeLevel.FIRST: "giải Nhất",
    PrizeLevel.SECOND: "giải Nhì",
    PrizeLevel.THIRD: "giải Ba",
    PrizeLevel.ENCOURAGEMENT: "giải Khuyến khích",
    PrizeLevel.OTHER: "giải khác",
}
PRIZE_FOR: Final = {
    PrizeFor.INDIVIDUAL: "cá nhân",
    PrizeFor.ORGANISATION: "cơ quan, đơn vị",
    PrizeFor.COMMUNE: "xã, phường, đặc khu",
}
PRIZE_SCOPE: Final = {
    PrizeScope.ROUND: "mỗi đợt thi",
    PrizeScope.CONTEST: "cả cuộc thi",
}
PRESET: Final = {
    "tinh-hai-tuan": "Cuộc thi cấp tỉnh, hai tuần",
    "bo-tu-phap": "Cuộc thi một tháng, mỗi lượt là một bài dự thi",
    "trung-uong": "Cuộc thi theo tuần, tối đa 07 lượt mỗi tuần",
    "truong-hoc": "Cuộc thi trong trường học, một lượt",
    "co-quan": "Cuộc thi hằng tháng của cơ quan",
    "ngan-hang-lon": "Cuộc thi bốn tuần, ngân hàng câu hỏi lớn",
}
PRESET_HINT: Final = {
    "tinh-hai-tuan": "02 đợt, mỗi đợt 07 ngày; 30 câu trong 30 phút; thi nhiều lượt, tính lượt tốt nhất; có câu hỏi dự đoán; xếp hạng cá nhân và cấp xã. Mô hình Quảng Ngãi 2026.",
    "bo-tu-phap": "01 đợt 30 ngày; 19 câu và câu hỏi dự đoán trong 20 phút; mọi lượt thi đều được xếp hạng, mỗi người nhận một giải cao nhất. Mô hình Bộ Tư pháp 2021.",
    "trung-uong": "02 đợt, mỗi đợt 07 ngày; 10 câu và câu hỏi dự đoán trong 10 phút; tính lượt tốt nhất; có giải tập thể. Mô hình cuộc thi trung ương 2026.",
    "truong-hoc": "01 đợt 10 ngày; 20 câu trong 15 phút; mỗi học sinh một lượt, biết kết quả ngay; bằng câu đúng thì xét thời gian. Mô hình Gia Lai 2025.",
    "co-quan": "01 đợt 05 ngày; 10 câu trong 15 phút; mỗi người một lượt theo danh sách; xếp hạng đơn vị theo tỷ lệ tham gia.",
    "ngan-hang-lon": "04 đợt, mỗi đợt 07 ngày từ 08 giờ; 15 câu chọn từ ngân hàng 200 câu; có nhóm bắt buộc và khuyến khích; bốc thăm khi vẫn bằng nhau. Mô hình Nghệ An 2024.",
}
