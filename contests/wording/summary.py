"""The summary page before publishing: every choice with its value, defaults included."""

from __future__ import annotations

from contests.rules.choices import (
    AgeOn,
    AttemptUnit,
    PersonField,
    PredictionKind,
    PrizeFor,
    PrizeLevel,
    TieBreak,
)
from contests.rules.terms import Prize, RuleSet, UnitBoard
from contests.wording import names
from contests.wording.aftermath import contact_text, prize_text
from contests.wording.entry import group_target
from contests.wording.facts import Names, name
from contests.wording.numbers import capital, count, day, points, series
from contests.wording.sitting import prediction_question
from contests.wording.standing import size_labels
from quiz.rules.marking import Partial

Pair = tuple[str, str]


def summary(rules: RuleSet, known: Names) -> tuple[Pair, ...]:
    """(label, value) of everything the rules say, in the order of the set-up pages.

    Raises `contests.wording.facts.NameMissing` for a code without a name in `known`.
    """
    return (
        *_paper(rules, known),
        *_attempts(rules),
        *_ranking(rules),
        *_timing(rules),
        *_disclosure(rules),
        *_people(rules, known),
        *_boards(rules),
        *_prizes(rules),
        *_aftermath(rules),
    )


def _yes(value: bool) -> str:
    return "có" if value else "không"


def _paper(rules: RuleSet, known: Names) -> list[Pair]:
    paper = rules.paper
    return [
        ("Ngân hàng câu hỏi", series([name(known.banks, code) for code in paper.banks])),
        ("Số câu hỏi mỗi đề", f"{count(paper.questions)} câu"),
        ("Cơ cấu đề", "; ".join(_cells(rules, known))),
        ("Thời gian làm bài", f"{count(paper.minutes)} phút"),
        ("Xáo trộn thứ tự câu hỏi", _yes(paper.shuffle_questions)),
        ("Xáo trộn thứ tự phương án", _yes(paper.shuffle_options)),
        *_marking(rules),
        ("Thi thử", _yes(rules.practice)),
        ("Mức đạt", _passing(rules)),
        ("Sai câu điểm liệt thì không đạt", _yes(rules.passing.critical_fails)),
    ]


def _marking(rules: RuleSet) -> list[Pair]:
    """How parts and wrong answers count, where that is not all or nothing."""
    marking = rules.paper.marking
    found = []
    if marking.partial is not Partial.NONE:
        found.append(("Câu đúng một phần", names.PARTIAL[marking.partial]))
    if marking.penalty_percent:
        found.append(("Điểm trừ khi trả lời sai", f"{marking.penalty_percent}% điểm của câu"))
    return found


def _cells(rules: RuleSet, known: Names) -> list[str]:
    shown = []
    for cell in rules.paper.cells:
        parts = [f"{count(cell.count)} câu"]
        parts.append(
            "mọi lĩnh vực" if cell.topic is None else f"“{name(known.topics, cell.topic)}”"
        )
        parts.append(
            "mọi mức độ" if cell.difficulty is None else f"mức {names.DIFFICULTY[cell.difficulty]}"
        )
        if cell.critical is not None:
            parts.append("câu điểm liệt" if cell.critical else "không phải câu điểm liệt")
        parts.append(f"{points(cell.points_milli)} điểm mỗi câu")
        shown.append(", ".join(parts))
    return shown


def _passing(rules: RuleSet) -> str:
    least = rules.passing.correct
    if least is None:
        return "không quy định"
    return f"đúng ít nhất {count(least)} trong {count(rules.paper.questions)} câu"


def _attempts(rules: RuleSet) -> list[Pair]:
    limit = rules.attempts
    if limit.unit is AttemptUnit.UNLIMITED or limit.count is None:
        allowed = "không giới hạn"
    else:
        allowed = f"tối đa {count(limit.count)} lượt trong {names.ATTEMPT_UNIT[limit.unit]}"
    return [
        ("Số lượt thi của mỗi người", allowed),
        ("Lượt thi được tính", names.COUNTING[limit.counting]),
    ]


def _ranking(rules: RuleSet) -> list[Pair]:
    terms, ranking = rules.prediction, rules.ranking
    question = prediction_question(terms) or names.PREDICTION[terms.kind]
    pairs = [("Câu hỏi dự đoán", question)]
    if terms.kind is not PredictionKind.NONE:
        if terms.kind in (PredictionKind.P1, PredictionKind.P4):
            pairs += [
                ("Kết quả thực tế của dự đoán", names.PREDICTION_BASIS[terms.basis]),
                ("Thế nào là trả lời đúng khi tính dự đoán", names.PREDICTION_RIGHT[terms.right]),
            ]
        pairs += [
            ("Lượt thi dùng để tính dự đoán", names.PREDICTION_ENTRIES[terms.entries]),
            ("Chốt kết quả thực tế của dự đoán", names.PREDICTION_FREEZE[terms.freeze]),
        ]
    order = [names.TIE_BREAK[criterion] for criterion in ranking.tie_breaks]
    return [
        *pairs,
        ("Thứ tự xét khi xếp hạng", ", rồi ".join(order)),
        ("Xếp hạng từng đợt thi", _yes(ranking.per_round)),
        ("Xếp hạng cả cuộc thi", names.OVERALL[ranking.overall]),
    ]


def _timing(rules: RuleSet) -> list[Pair]:
    timing = rules.timing
    pairs = [
        ("Khi đến giờ đóng đợt thi", names.CLOSING[timing.closing]),
        (
            "Thời gian bù độ trễ đường truyền",
            f"{count(timing.grace_seconds)} giây" if timing.grace_seconds else "không có",
        ),
        (
            "Cộng thêm thời gian cho người cần hỗ trợ",
            f"tối đa {timing.extra_max_percent}%" if timing.extra_max_percent else "không có",
        ),
    ]
    if timing.extra_max_percent and TieBreak.DURATION in rules.ranking.tie_breaks:
        pairs.append(
            (
                "Thời gian làm bài của người được cộng thêm",
                names.EXTRA_DURATION[timing.extra_duration],
            )
        )
    return pairs


def _disclosure(rules: RuleSet) -> list[Pair]:
    shown = rules.disclosure
    days = f"chậm nhất {count(shown.result_days)} ngày sau khi đợt thi đóng"
    return [
        ("Người dự thi biết kết quả của mình", names.SHOW_RESULT[shown.result]),
        ("Công bố đáp án", names.SHOW_KEY[shown.key]),
        ("Công khai bảng xếp hạng", names.SHOW_BOARD[shown.board]),
        ("Họ tên trên bảng xếp hạng", names.NAME_DISPLAY[shown.names]),
        ("Công bố kết quả chính thức", days if shown.result_days else "trong ngày đợt thi đóng"),
    ]


def _people(rules: RuleSet, known: Names) -> list[Pair]:
    form, who = rules.registration, rules.eligibility
    required = [names.FIELD[rule.field] for rule in form.fields if rule.required]
    optional = [names.FIELD[rule.field] for rule in form.fields if not rule.required]
    pairs = [
        ("Thông tin bắt buộc khi đăng ký", "; ".join(required)),
        ("Thông tin không bắt buộc", "; ".join(optional) or "không có"),
        ("Phân biệt người dự thi bằng", names.PERSON_KEY[form.person_key]),
    ]
    if PersonField.PHONE in {rule.field for rule in form.fields}:
        pairs.append(
            ("Số người dùng chung một số điện thoại", f"{count(form.persons_per_phone)} người")
        )
    places = [name(known.units, code) for code in (*who.provinces, *who.communes)]
    pairs += [
        ("Tuổi dự thi", _ages(rules)),
        ("Nơi cư trú", series(places, "hoặc") or "không giới hạn"),
        (
            "Đối tượng",
            series([names.AUDIENCE[one] for one in who.audiences]) or "mọi đối tượng",
        ),
        ("Người tổ chức, ra đề, duyệt đề được dự thi", _yes(not who.exclude_organisers)),
        (
            "Danh sách người không được dự thi",
            f"{count(who.excluded_names)} người" if who.excluded_names else "không có",
        ),
    ]
    for mandatory, label in ((True, "Nhóm bắt buộc dự thi"), (False, "Nhóm khuyến khích dự thi")):
        shown = [
            f"{_group_name(group.audience, group.organisation, known)} ({group_target(group)})"
            for group in rules.groups
            if group.mandatory is mandatory
        ]
        pairs.append((label, "; ".join(shown) or "không có"))
    return pairs


def _group_name(audience: object, organisation: str | None, known: Names) -> str:
    if organisation is not None:
        return name(known.organisations, organisation)
    return next(text for group, text in names.AUDIENCE.items() if group is audience)


def _ages(rules: RuleSet) -> str:
    who = rules.eligibility
    if who.min_age is None and who.max_age is None:
        return "không giới hạn"
    parts = []
    if who.min_age is not None:
        parts.append(f"từ đủ {who.min_age} tuổi")
    if who.max_age is not None:
        parts.append(f"không quá {who.max_age} tuổi")
    moment = names.AGE_ON[who.age_on]
    if who.age_on is AgeOn.DATE and who.age_date is not None:
        moment = f"ngày {day(who.age_date)}"
    return f"{', '.join(parts)}; tính tại {moment}"


def _boards(rules: RuleSet) -> list[Pair]:
    if not rules.unit_boards:
        return [("Xếp hạng tập thể", "không có")]
    return [
        (f"Xếp hạng tập thể theo {names.UNIT_KIND[board.of]}", _board(board))
        for board in rules.unit_boards
    ]


def _board(board: UnitBoard) -> str:
    parts = [
        " + ".join(f"{w.percent}% {names.UNIT_MEASURE[w.measure]}" for w in board.weights)
        if len(board.weights) > 1
        else names.UNIT_MEASURE[board.weights[0].measure]
    ]
    if board.ties:
        parts.append(
            f"bằng nhau thì xét {', rồi '.join(names.UNIT_MEASURE[m] for m in board.ties)}"
        )
    else:
        parts.append("bằng nhau thì xếp đồng hạng")
    groups = size_labels(board)
    parts.append(f"chia nhóm: {', '.join(groups)}" if groups else "không chia nhóm")
    return "; ".join(parts)


def _prizes(rules: RuleSet) -> list[Pair]:
    prizes = rules.prizes
    if not prizes.items:
        return [("Giải thưởng", "không có"), ("Cấp giấy chứng nhận", "không")]
    pairs = [("Giải thưởng", "; ".join(_prize(item) for item in prizes.items))]
    if any(item.to is PrizeFor.INDIVIDUAL for item in prizes.items):
        pairs += [
            ("Mỗi người chỉ nhận một giải cá nhân, là giải cao nhất", _yes(prizes.one_per_person)),
            ("Bài thi phải đạt mới được xét giải cá nhân", _yes(prizes.pass_needed)),
        ]
    return [*pairs, ("Cấp giấy chứng nhận", _yes(prizes.certificates))]


def _prize(item: Prize) -> str:
    text = prize_text(item)
    if item.level is PrizeLevel.OTHER:
        text = f"{text} (giải khác)"
    return f"{text}, cho {names.PRIZE_FOR[item.to]}, {names.PRIZE_SCOPE[item.scope]}"


def _aftermath(rules: RuleSet) -> list[Pair]:
    after = rules.aftermath
    return [
        ("Thời hạn khiếu nại", f"{count(after.complaint_days)} ngày kể từ khi công bố kết quả"),
        ("Liên hệ", capital(contact_text(after.contact))),
        ("Thời gian lưu dữ liệu đăng ký", f"{count(after.retention_months)} tháng"),
    ]
