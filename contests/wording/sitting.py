"""Sections II and III: what a paper is, when and how often it may be sat, how time is kept."""

from __future__ import annotations

from contests.rules.choices import (
    AttemptUnit,
    Closing,
    Counting,
    ExtraDuration,
    PredictionBasis,
    PredictionKind,
    PredictionRight,
    TieBreak,
)
from contests.rules.terms import Cell, Prediction, RuleSet
from contests.wording import names
from contests.wording.facts import ContestFacts, name
from contests.wording.numbers import count, instant, points, series
from contests.wording.section import Draft, Section


def paper_section(facts: ContestFacts, rules: RuleSet) -> Section:
    """Section II: sources of questions, form, paper, prediction, practice."""
    draft = Draft("II. NỘI DUNG, HÌNH THỨC THI")
    banks = [f"“{name(facts.names.banks, code)}”" for code in rules.paper.banks]
    draft.clause(f"Câu hỏi được chọn từ ngân hàng câu hỏi {series(banks)}.")
    draft.clause(f"Hình thức: thi trắc nghiệm trực tuyến tại địa chỉ {facts.site}.")
    _paper(draft, facts, rules)
    draft.clause(_shuffling(rules))
    if rules.prediction.kind is PredictionKind.NONE:
        draft.clause("Cuộc thi không có câu hỏi dự đoán.")
    else:
        draft.clause(
            f"Ngoài các câu hỏi trắc nghiệm, mỗi bài thi có một câu hỏi dự đoán: “{prediction_question(rules.prediction)}”",
            _prediction_answer(rules.prediction),
            "Câu hỏi dự đoán không tính điểm, chỉ dùng để xếp hạng.",
        )
    if rules.practice:
        draft.clause(
            "Trước khi thi chính thức có thể thi thử; bài thi thử không được tính kết quả."
        )
    else:
        draft.clause("Cuộc thi không tổ chức thi thử.")
    return draft.done()


def _paper(draft: Draft, facts: ContestFacts, rules: RuleSet) -> None:
    paper = rules.paper
    size = f"Mỗi đề thi có {count(paper.questions)} câu hỏi trắc nghiệm; thời gian làm bài là {count(paper.minutes)} phút."
    cells = paper.cells
    if len(cells) == 1 and cells[0] == Cell(cells[0].count, points_milli=cells[0].points_milli):
        draft.clause(size, "Câu hỏi được hệ thống chọn ngẫu nhiên cho từng lượt thi.")
        return
    several_points = len({cell.points_milli for cell in cells}) > 1
    draft.clause(
        size,
        "Câu hỏi được hệ thống chọn ngẫu nhiên cho từng lượt thi theo cơ cấu:",
        points=[_cell(facts, cell, several_points) for cell in cells],
    )


def _cell(facts: ContestFacts, cell: Cell, several_points: bool) -> str:
    parts = []
    if cell.topic is None:
        parts.append(f"{count(cell.count)} câu thuộc lĩnh vực bất kỳ")
    else:
        parts.append(
            f"{count(cell.count)} câu thuộc lĩnh vực “{name(facts.names.topics, cell.topic)}”"
        )
    if cell.difficulty is not None:
        parts.append(f"mức độ {names.DIFFICULTY[cell.difficulty]}")
    if cell.critical is not None:
        parts.append("là câu điểm liệt" if cell.critical else "không phải câu điểm liệt")
    if several_points:
        parts.append(f"mỗi câu đúng được {points(cell.points_milli)} điểm")
    return ", ".join(parts)


def _shuffling(rules: RuleSet) -> str:
    questions, options = rules.paper.shuffle_questions, rules.paper.shuffle_options
    fixed = "riêng phương án gắn với vị trí của nó (như “Cả ba ý trên”) được giữ nguyên chỗ."
    if questions and options:
        return f"Thứ tự câu hỏi và thứ tự các phương án trả lời được xáo trộn riêng cho từng đề thi; {fixed}"
    if questions:
        return "Thứ tự câu hỏi được xáo trộn riêng cho từng đề thi; thứ tự các phương án trả lời được giữ nguyên."
    if options:
        return f"Thứ tự câu hỏi không xáo trộn; thứ tự các phương án trả lời được xáo trộn riêng cho từng đề thi, {fixed}"
    return "Thứ tự câu hỏi và thứ tự các phương án trả lời không xáo trộn."


def prediction_question(prediction: Prediction) -> str:
    """The prediction question as it is put on the paper; "" when the rules have none."""
    people = prediction.basis is PredictionBasis.PERSONS
    if prediction.right is PredictionRight.ALL_CORRECT:
        right = "trả lời đúng tất cả các câu hỏi"
    else:
        right = "có bài thi đạt" if people else "đạt"
    match prediction.kind:
        case PredictionKind.NONE:
            return ""
        case PredictionKind.P1:
            return f"Đợt thi này có bao nhiêu {'người' if people else 'lượt thi'} {right}?"
        case PredictionKind.P2:
            return "Đợt thi này có tất cả bao nhiêu lượt dự thi?"
        case PredictionKind.P3:
            return "Đợt thi này có tất cả bao nhiêu người dự thi?"
        case PredictionKind.P4:
            whole = "số người dự thi" if people else "số lượt thi"
            return f"Trong đợt thi này, số {'người' if people else 'lượt thi'} {right} chiếm bao nhiêu phần trăm {whole}?"


def _prediction_answer(prediction: Prediction) -> str:
    if prediction.kind is PredictionKind.P4:
        return "Câu trả lời là số phần trăm từ 0 đến 100, ghi được đến 05 chữ số sau dấu phẩy (ví dụ: 87,65432%)."
    return "Câu trả lời là một số nguyên không âm (ví dụ: 1.234)."


def time_section(facts: ContestFacts, rules: RuleSet) -> Section:
    """Section III: rounds, attempts, the clock."""
    draft = Draft("III. THỜI GIAN, SỐ LƯỢT DỰ THI")
    _rounds(draft, facts)
    draft.clause(_attempts(rules))
    draft.clause(
        "Lượt thi hợp lệ là lượt thi đã nộp, kể cả được tự động nộp, và không bị hủy kết quả.",
        *counting_sentences(rules),
    )
    draft.clause(
        "Thời gian làm bài tính từ khi bắt đầu lượt thi và do máy chủ đo; giờ của máy chủ là căn cứ duy nhất, đồng hồ trên thiết bị của người dự thi không có giá trị.",
        "Tải lại trang, đổi thiết bị hoặc mất kết nối không làm thay đổi đề thi, các câu trả lời đã lưu và thời gian còn lại.",
    )
    draft.clause(
        "Mỗi câu trả lời được lưu ngay khi chọn.",
        "Khi hết giờ, bài đã lưu được tự động nộp, người dự thi không cần thao tác gì thêm.",
        "Mỗi bài đã nộp có một mã biên nhận.",
    )
    draft.clause(_closing(rules), _grace(rules))
    draft.clause(*_extra(rules))
    draft.clause(
        "Khi có sự cố không do người dự thi gây ra, Ban Tổ chức có thể gia hạn hoặc mở lại lượt thi bị ảnh hưởng; việc này được ghi lại cùng lý do."
    )
    return draft.done()


def _rounds(draft: Draft, facts: ContestFacts) -> None:
    spans = [f"từ {instant(one.opens_at)} đến {instant(one.closes_at)}" for one in facts.rounds]
    ended = "Đợt thi được coi là kết thúc khi đã qua giờ đóng và mọi lượt thi của đợt đã được nộp."
    if len(spans) == 1:
        draft.clause(f"Cuộc thi có 01 đợt thi, {spans[0]} (giờ Việt Nam).", ended)
        return
    draft.clause(
        f"Cuộc thi có {count(len(spans))} đợt thi (giờ Việt Nam):",
        points=[f"{one.name}: {span}" for one, span in zip(facts.rounds, spans, strict=True)],
    )
    draft.clause(ended)


_PER = {
    AttemptUnit.ROUND: "trong mỗi đợt thi",
    AttemptUnit.DAY: "trong mỗi ngày (từ 00 giờ 00 phút đến hết ngày, giờ Việt Nam)",
    AttemptUnit.WEEK: "trong mỗi tuần (từ thứ Hai đến hết Chủ nhật, giờ Việt Nam)",
    AttemptUnit.CONTEST: "trong cả Cuộc thi",
}


def _attempts(rules: RuleSet) -> str:
    limit = rules.attempts
    if limit.unit is AttemptUnit.UNLIMITED or limit.count is None:
        return "Mỗi người được dự thi nhiều lượt, không giới hạn số lượt."
    if limit.count == 1:
        allowed = f"Mỗi người chỉ được dự thi 01 lượt {_PER[limit.unit]}."
    else:
        allowed = f"Mỗi người được dự thi tối đa {count(limit.count)} lượt {_PER[limit.unit]}."
    return f"{allowed} Lượt thi đã bắt đầu được tính vào số lượt này, kể cả khi người dự thi không làm hết bài."


_OWN = {
    TieBreak.CORRECT: "số câu trả lời đúng nhiều hơn",
    TieBreak.SCORE: "điểm số cao hơn",
    TieBreak.DURATION: "thời gian làm bài ngắn hơn",
    TieBreak.SUBMITTED_AT: "nộp sớm hơn",
}


def counting_sentences(rules: RuleSet) -> list[str]:
    """Which attempt of a person counts in a round, and how the best one is found."""
    predicts = rules.prediction.kind is not PredictionKind.NONE
    match rules.attempts.counting:
        case Counting.FIRST:
            return [
                "Trong mỗi đợt thi, chỉ lượt thi hợp lệ đầu tiên của mỗi người được tính để xếp hạng."
            ]
        case Counting.LAST:
            return [
                "Trong mỗi đợt thi, chỉ lượt thi hợp lệ cuối cùng của mỗi người được tính để xếp hạng."
            ]
        case Counting.EACH:
            return [
                "Mỗi lượt thi hợp lệ là một bài dự thi riêng và được xếp hạng riêng; một người có thể có nhiều bài dự thi.",
                *(["Mỗi bài dự thi có câu trả lời dự đoán riêng."] if predicts else []),
            ]
        case Counting.BEST:
            order = ["bài đạt trước bài không đạt"] if rules.passing.critical_fails else []
            order += [_OWN[c] for c in rules.ranking.tie_breaks if c in _OWN]
            if _OWN[TieBreak.SUBMITTED_AT] not in order:
                order.append(_OWN[TieBreak.SUBMITTED_AT])
            return [
                "Trong mỗi đợt thi, chỉ lượt thi hợp lệ tốt nhất của mỗi người được tính để xếp hạng.",
                f"Lượt tốt nhất được xác định lần lượt theo: {'; '.join(order)}.",
                *(["Câu trả lời dự đoán được xét là của chính lượt thi này."] if predicts else []),
            ]


def _closing(rules: RuleSet) -> str:
    if rules.timing.closing is Closing.CUT:
        return "Đến giờ đóng đợt thi, mọi lượt thi đang làm kết thúc và được tự động nộp, kể cả khi chưa dùng hết thời gian làm bài."
    return "Lượt thi bắt đầu trước giờ đóng đợt thi được làm tiếp cho đến hết thời gian làm bài, kể cả khi đã qua giờ đóng."


def _grace(rules: RuleSet) -> str:
    seconds = rules.timing.grace_seconds
    if seconds == 0:
        return "Câu trả lời mà máy chủ nhận được sau khi hết giờ không được tính."
    return f"Để bù độ trễ của đường truyền, câu trả lời mà máy chủ nhận được chậm nhất {count(seconds)} giây sau khi hết giờ vẫn được tính; nhận sau đó thì không được tính."


def _extra(rules: RuleSet) -> list[str]:
    timing = rules.timing
    if timing.extra_max_percent == 0:
        return ["Thời gian làm bài là như nhau, không cộng thêm cho bất kỳ người dự thi nào."]
    sentences = [
        f"Người khuyết tật hoặc người gặp khó khăn khi thao tác được Ban Tổ chức xem xét cộng thêm tối đa {timing.extra_max_percent}% thời gian làm bài"
        + (", nhưng không quá giờ đóng đợt thi." if timing.closing is Closing.CUT else ".")
    ]
    if TieBreak.DURATION in rules.ranking.tie_breaks:
        if timing.extra_duration is ExtraDuration.SCALED:
            sentences.append(
                "Khi so sánh thời gian làm bài, thời gian của người này được quy đổi: nhân với 100 rồi chia cho tổng của 100 và số phần trăm cộng thêm, làm tròn đến mili giây."
            )
        else:
            sentences.append(
                "Khi xét đến tiêu chí thời gian làm bài, thời gian của người này không bị so sánh và người này được xếp trước."
            )
    return sentences
