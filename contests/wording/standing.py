"""Section IV: marking, ranking, the actual value of the prediction, boards, disclosure."""

from __future__ import annotations

from contests.rules.choices import (
    Counting,
    NameDisplay,
    Overall,
    PredictionBasis,
    PredictionEntries,
    PredictionFreeze,
    PredictionKind,
    PredictionRight,
    ShowBoard,
    ShowKey,
    ShowResult,
    TieBreak,
    UnitKind,
    UnitMeasure,
)
from contests.rules.terms import Prediction, RuleSet, UnitBoard
from contests.wording import names
from contests.wording.facts import ContestFacts
from contests.wording.numbers import capital, count, integer, points, series
from contests.wording.section import Draft, Section
from quiz.rules.marking import Partial


def standing_section(facts: ContestFacts, rules: RuleSet) -> Section:
    """Section IV from the data that marks and ranks."""
    draft = Draft("IV. CHẤM ĐIỂM, XẾP HẠNG, CÔNG BỐ KẾT QUẢ")
    draft.clause(*_marking(rules))
    draft.clause(*_passing(rules))
    draft.clause(_scopes(rules, len(facts.rounds)))
    draft.clause(
        f"{'Bài dự thi' if rules.attempts.counting is Counting.EACH else 'Người dự thi'} được xếp hạng lần lượt theo các tiêu chí sau, bằng nhau ở tiêu chí trước thì xét tiêu chí tiếp theo:",
        points=[_CRITERION[criterion] for criterion in rules.ranking.tie_breaks],
    )
    draft.clause(_ties(rules))
    if rules.ranking.overall is Overall.SUM:
        draft.clause(_sum(rules))
    elif rules.ranking.overall is Overall.BEST_ROUND:
        draft.clause(*_best_round(rules))
    if rules.prediction.kind is not PredictionKind.NONE:
        draft.clause(*actual_sentences(rules.prediction))
    for board in rules.unit_boards:
        _board(draft, board)
    if rules.unit_boards and len(facts.rounds) > 1:
        draft.clause(
            "Bảng xếp hạng tập thể được lập cho từng đợt thi và cho cả Cuộc thi; bảng của cả Cuộc thi gộp lượt thi của mọi đợt, mỗi người dự thi nhiều đợt chỉ tính là một người."
        )
    draft.clause(*_shown(rules))
    draft.clause(_names(rules))
    draft.clause(
        _official(rules),
        "Nếu đáp án có sai sót, Ban Tổ chức công bố đáp án đúng và lý do, chấm lại mọi bài thi có câu hỏi đó và công bố bảng xếp hạng mới; bảng xếp hạng trước đó được lưu lại.",
    )
    return draft.done()


def _official(rules: RuleSet) -> str:
    days = rules.disclosure.result_days
    if rules.ranking.per_round:
        what, closed = "Kết quả chính thức của mỗi đợt thi", "đợt thi đóng"
    else:
        what, closed = "Kết quả chính thức", "đợt thi cuối cùng đóng"
    if days == 0:
        return f"{what} được công bố ngay trong ngày {closed}."
    return f"{what} được công bố chậm nhất {count(days)} ngày sau ngày {closed}."


def _marking(rules: RuleSet) -> list[str]:
    paper = rules.paper
    values = {cell.points_milli for cell in paper.cells}
    if len(values) == 1:
        right = f"Mỗi câu trả lời đúng được {points(values.pop())} điểm"
    else:
        right = "Mỗi câu trả lời đúng được số điểm ghi ở cơ cấu đề thi tại Mục II"
    most = f"Điểm tối đa của một bài thi là {points(paper.points_milli)} điểm."
    cost = paper.marking.penalty_percent
    if cost:
        wrong = [
            f"{right}; câu bỏ trống được 0 điểm. Câu trả lời không được điểm nào thì bị trừ {cost}% số điểm của câu đó; điểm cả bài thi không thấp hơn 0. {most}"
        ]
    else:
        wrong = [f"{right}; câu trả lời sai hoặc bỏ trống được 0 điểm. {most}"]
    return [*wrong, *_PARTS[paper.marking.partial]]


_ALL_RIGHT = "Câu hỏi có nhiều đáp án đúng chỉ được tính là đúng khi chọn đủ các đáp án đúng và không chọn đáp án sai."
_PARTS = {
    Partial.NONE: [_ALL_RIGHT],
    Partial.SHARE: [
        "Câu hỏi có nhiều ý, nhiều chỗ trống hoặc nhiều cặp được tính điểm theo tỷ lệ số ý trả lời đúng.",
        "Câu hỏi có nhiều đáp án đúng được tính điểm theo tỷ lệ số đáp án đúng đã chọn; mỗi đáp án sai đã chọn bù trừ một đáp án đúng.",
        "Số câu trả lời đúng chỉ đếm các câu đúng hoàn toàn.",
    ],
    Partial.EXAM_2025: [
        "Câu hỏi gồm nhiều ý đúng/sai: đúng tất cả các ý được trọn điểm của câu, sai hoặc bỏ trống một ý được 50%, hai ý được 25%, ba ý được 10% (nếu có ít nhất một ý đúng); từ bốn ý trở lên được 0 điểm.",
        _ALL_RIGHT,
        "Số câu trả lời đúng chỉ đếm các câu đúng hoàn toàn.",
    ],
}


def _passing(rules: RuleSet) -> list[str]:
    passing = rules.passing
    if passing.correct is None:
        return ["Cuộc thi không quy định mức đạt."]
    least = f"Bài thi đạt khi trả lời đúng ít nhất {count(passing.correct)} trong {count(rules.paper.questions)} câu hỏi"
    if passing.critical_fails:
        return [f"{least} và không trả lời sai, không bỏ trống câu điểm liệt nào."]
    return [f"{least}.", "Câu điểm liệt, nếu có, được chấm như các câu hỏi khác."]


def _scopes(rules: RuleSet, rounds: int) -> str:
    ranking = rules.ranking
    overall = ranking.overall is not Overall.NONE
    if ranking.per_round and overall:
        return "Kết quả được xếp hạng theo từng đợt thi và xếp hạng chung cả Cuộc thi."
    if ranking.per_round and rounds == 1:
        return "Kết quả được xếp hạng trong đợt thi duy nhất của Cuộc thi."
    if ranking.per_round:
        return "Kết quả được xếp hạng theo từng đợt thi, không xếp hạng chung các đợt."
    return "Kết quả chỉ được xếp hạng chung cả Cuộc thi, không xếp hạng theo từng đợt thi."


_CRITERION = {
    TieBreak.CORRECT: "Số câu trả lời đúng: nhiều hơn xếp trên",
    TieBreak.SCORE: "Điểm số của bài thi: cao hơn xếp trên",
    TieBreak.PREDICTION: "Câu hỏi dự đoán: chênh lệch giữa số dự đoán và kết quả thực tế (lớn hơn hay nhỏ hơn đều như nhau) ít hơn xếp trên; không trả lời câu hỏi dự đoán thì xếp sau",
    TieBreak.DURATION: "Thời gian làm bài do máy chủ đo, chính xác đến mili giây: ngắn hơn xếp trên",
    TieBreak.SUBMITTED_AT: "Thời điểm nộp bài theo giờ máy chủ: sớm hơn xếp trên; bài được tự động nộp có thời điểm nộp là lúc hết giờ",
    TieBreak.FEWER_ATTEMPTS: "Số lượt thi hợp lệ đã nộp: ít hơn xếp trên",
    TieBreak.DRAW: "Bốc thăm công khai do Ban Tổ chức thực hiện, có biên bản; khi chưa bốc thăm thì xếp đồng hạng",
}


def _ties(rules: RuleSet) -> str:
    if TieBreak.DRAW in rules.ranking.tie_breaks:
        start = "Khi chưa bốc thăm, những trường hợp bằng nhau ở mọi tiêu chí trước đó"
    else:
        start = "Những trường hợp bằng nhau ở mọi tiêu chí"
    return f"{start} được xếp đồng hạng và ghi rõ là đồng hạng; các hạng tiếp theo được tính lùi lại (ví dụ: hai trường hợp cùng hạng 1 thì tiếp theo là hạng 3)."


def _sum(rules: RuleSet) -> str:
    added = {
        TieBreak.CORRECT: "số câu trả lời đúng",
        TieBreak.SCORE: "điểm số",
        TieBreak.PREDICTION: "chênh lệch dự đoán",
        TieBreak.DURATION: "thời gian làm bài",
        TieBreak.FEWER_ATTEMPTS: "số lượt thi",
    }
    used = [added[c] for c in rules.ranking.tie_breaks if c in added]
    text = f"Xếp hạng chung cả Cuộc thi: cộng {series(used)} của lượt thi được tính trong các đợt mà người dự thi đã tham gia"
    if TieBreak.FEWER_ATTEMPTS in rules.ranking.tie_breaks:
        text = text.replace(" của lượt thi được tính", "")
    if TieBreak.SUBMITTED_AT in rules.ranking.tie_breaks:
        text += "; thời điểm nộp bài là của lượt nộp sau cùng trong các lượt đó"
    if TieBreak.PREDICTION in rules.ranking.tie_breaks:
        text += "; thiếu câu trả lời dự đoán ở một đợt đã tham gia thì coi như không dự đoán"
    return text + "."


def _best_round(rules: RuleSet) -> list[str]:
    text = "Xếp hạng chung cả Cuộc thi: mỗi người được lấy kết quả của một đợt thi tốt nhất theo đúng thứ tự tiêu chí trên."
    if TieBreak.FEWER_ATTEMPTS in rules.ranking.tie_breaks:
        return [text, "Số lượt thi được cộng từ tất cả các đợt."]
    return [text]


_ENTRIES = {
    PredictionEntries.ALL: "mọi lượt thi đã nộp của đợt, kể cả lượt thi bị hủy kết quả",
    PredictionEntries.VALID: "mọi lượt thi hợp lệ của đợt, không tính lượt thi bị hủy kết quả",
    PredictionEntries.COUNTED: "các lượt thi được tính để xếp hạng của đợt",
}
_FROZEN = {
    PredictionFreeze.AT_CLOSE: "Kết quả thực tế được chốt khi đợt thi kết thúc và không thay đổi nếu sau đó có lượt thi bị hủy kết quả.",
    PredictionFreeze.AT_RESULT: "Kết quả thực tế được chốt khi công bố kết quả chính thức của đợt thi, sau khi đã xử lý các lượt thi vi phạm.",
}


def actual_sentences(prediction: Prediction) -> list[str]:
    """How the actual value of the prediction question is computed and when it is frozen."""
    pool = _ENTRIES[prediction.entries]
    people = prediction.basis is PredictionBasis.PERSONS
    what = names.PREDICTION_RIGHT[prediction.right]
    if prediction.right is PredictionRight.PASSED and not people:
        what = "đạt"
    one = "mỗi người chỉ tính một lần, dù có nhiều lượt thi"
    match prediction.kind:
        case PredictionKind.P2:
            value = f"tổng số lượt thi, tính trên {pool}"
        case PredictionKind.P3:
            value = f"tổng số người dự thi, tính trên {pool}; {one}"
        case PredictionKind.P1 if people:
            value = f"số người {what} trong ít nhất một lượt thi, tính trên {pool}; {one}"
        case PredictionKind.P1:
            value = f"số lượt thi {what}, tính trên {pool}"
        case _ if people:
            value = f"số người {what} trong ít nhất một lượt thi chia cho tổng số người dự thi, nhân với 100, tính trên {pool}; {one}; làm tròn đến 05 chữ số sau dấu phẩy"
        case _:
            value = f"số lượt thi {what} chia cho tổng số lượt thi, nhân với 100, tính trên {pool}; làm tròn đến 05 chữ số sau dấu phẩy"
    return [
        f"Kết quả thực tế của câu hỏi dự đoán là {value}.",
        "Lượt thi của chính người dự đoán cũng được tính.",
        _FROZEN[prediction.freeze],
        "Ban Tổ chức công bố kết quả thực tế, cách tính và thời điểm chốt cùng với kết quả đợt thi.",
    ]


_MEASURE = {
    UnitMeasure.ATTEMPTS: "số lượt dự thi hợp lệ",
    UnitMeasure.PERSONS: "số người có ít nhất một lượt thi hợp lệ",
    UnitMeasure.RATE: "tỷ lệ tham gia (số người dự thi chia cho tổng số người của nơi đó đã khai báo trước Cuộc thi; không quá 100%, chưa khai báo thì tính là 0%)",
    UnitMeasure.AVERAGE: "điểm trung bình của các lượt thi được tính",
    UnitMeasure.PASS_RATE: "tỷ lệ đạt (số người có lượt thi được tính là đạt chia cho số người dự thi)",
    UnitMeasure.WINNERS: "số giải cá nhân",
}
_SHARE = {
    UnitMeasure.ATTEMPTS: "số lượt dự thi hợp lệ so với nơi cao nhất cùng nhóm xếp hạng",
    UnitMeasure.PERSONS: "số người có ít nhất một lượt thi hợp lệ so với nơi cao nhất cùng nhóm xếp hạng",
    UnitMeasure.AVERAGE: "điểm trung bình của các lượt thi được tính so với điểm tối đa của bài thi",
    UnitMeasure.WINNERS: "số giải cá nhân so với nơi cao nhất cùng nhóm xếp hạng",
}


def _board(draft: Draft, board: UnitBoard) -> None:
    of = names.UNIT_KIND[board.of]
    where = (
        "người dự thi được tính cho nơi đăng ký cư trú"
        if board.of is UnitKind.COMMUNE
        else "người dự thi được tính cho nơi đã chọn khi đăng ký"
    )
    tail = [_board_ties(board), _sizes(board)]
    if len(board.weights) == 1:
        measure = _MEASURE[board.weights[0].measure]
        draft.clause(
            f"Xếp hạng tập thể theo {of} ({where}): theo {measure}, từ cao xuống thấp.", *tail
        )
        return
    draft.clause(
        f"Xếp hạng tập thể theo {of} ({where}): theo tổng điểm tính trên thang 100, từ cao xuống thấp.",
        *tail,
        "Tổng điểm gồm các mục sau, mỗi mục bằng tỷ lệ nêu trong mục nhân với số điểm tối đa của mục:",
        points=[
            f"{capital(_SHARE.get(weight.measure, _MEASURE[weight.measure]))}: tối đa {count(weight.percent)} điểm"
            for weight in board.weights
        ],
    )


def _board_ties(board: UnitBoard) -> str:
    if not board.ties:
        return "Bằng nhau thì xếp đồng hạng."
    ties = [_MEASURE[measure] for measure in board.ties]
    turn = " lần lượt:" if len(ties) > 1 else ""
    return f"Bằng nhau thì xét tiếp{turn} {'; '.join(ties)}; vẫn bằng nhau thì xếp đồng hạng."


def _sizes(board: UnitBoard) -> str:
    if not board.size_groups:
        return "Tất cả được xếp trong một bảng."
    return f"Bảng xếp hạng được chia thành các nhóm theo tổng số người đã khai báo: {series(size_labels(board))}; nơi chưa khai báo được xếp riêng."


def size_labels(board: UnitBoard) -> list[str]:
    """The size groups in words, smallest first; "" board without groups has none."""
    uppers = board.size_groups
    if not uppers:
        return []
    shown = [f"đến {integer(uppers[0])} người"]
    shown += [
        f"từ {integer(below + 1)} đến {integer(upper)} người"
        for below, upper in zip(uppers, uppers[1:], strict=False)
    ]
    return [*shown, f"trên {integer(uppers[-1])} người"]


_RESULT = {
    ShowResult.IMMEDIATELY: "Người dự thi biết số câu trả lời đúng của mình ngay sau khi nộp bài.",
    ShowResult.AFTER_ROUND: "Người dự thi biết số câu trả lời đúng của mình sau khi đợt thi kết thúc.",
    ShowResult.AFTER_CONTEST: "Người dự thi biết số câu trả lời đúng của mình sau khi đợt thi cuối cùng kết thúc.",
}
_KEY = {
    ShowKey.AFTER_ROUND: "Đáp án được công bố sau khi đợt thi kết thúc, không công bố khi đợt thi đang diễn ra.",
    ShowKey.AFTER_CONTEST: "Đáp án được công bố sau khi đợt thi cuối cùng kết thúc.",
    ShowKey.NEVER: "Đáp án không được công bố.",
}
_BOARD = {
    ShowBoard.LIVE: "Bảng xếp hạng tạm thời được công khai ngay trong khi đợt thi diễn ra",
    ShowBoard.AFTER_ROUND: "Bảng xếp hạng được công khai sau khi đợt thi kết thúc.",
    ShowBoard.AFTER_CONTEST: "Bảng xếp hạng được công khai sau khi đợt thi cuối cùng kết thúc.",
}


def _shown(rules: RuleSet) -> list[str]:
    shown = rules.disclosure
    board = _BOARD[shown.board]
    if shown.board is ShowBoard.LIVE:
        pending = TieBreak.PREDICTION in rules.ranking.tie_breaks
        board += ", chưa xét câu hỏi dự đoán." if pending else "."
    return [_RESULT[shown.result], _KEY[shown.key], board]


def _names(rules: RuleSet) -> str:
    if rules.disclosure.names is NameDisplay.INITIALS:
        return "Trên bảng xếp hạng công khai, người dự thi chỉ được ghi bằng chữ cái đầu của họ tên (ví dụ: N.V.A.); số điện thoại và số giấy tờ không được công khai."
    return "Trên bảng xếp hạng công khai, họ tên đầy đủ chỉ được ghi khi người dự thi đồng ý; người không đồng ý được ghi bằng chữ cái đầu của họ tên (ví dụ: N.V.A.). Số điện thoại và số giấy tờ không được công khai."
