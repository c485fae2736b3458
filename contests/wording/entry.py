"""Section I: who organises, who may enter, how one registers."""

from __future__ import annotations

from contests.rules.choices import AgeOn, PersonField, PersonKey
from contests.rules.eligibility import CHILD_UNDER
from contests.rules.terms import Group, RuleSet
from contests.wording import names
from contests.wording.facts import ContestFacts, name
from contests.wording.numbers import capital, count, day, integer, series
from contests.wording.section import Draft, Section


def entry_section(facts: ContestFacts, rules: RuleSet) -> Section:
    """Organisers, entrants, exclusions, groups, registration."""
    draft = Draft("I. ĐƠN VỊ TỔ CHỨC, ĐỐI TƯỢNG DỰ THI")
    draft.clause(_organisers(facts))
    draft.clause(_who(rules), _age(rules), _home(facts, rules))
    draft.clause(*_excluded(rules))
    _groups(draft, facts, rules)
    draft.clause(*_form(rules))
    draft.clause(*_key(rules))
    if _admits_children(rules):
        draft.clause(
            f"Người dưới {CHILD_UNDER} tuổi khi đăng ký ghi thêm họ tên, quan hệ và số điện thoại của cha, mẹ hoặc người giám hộ đã đồng ý cho dự thi."
        )
    return draft.done()


def _organisers(facts: ContestFacts) -> str:
    partners = f", phối hợp với {series(facts.cooperating)}" if facts.cooperating else ""
    return (
        f"Cuộc thi “{facts.title}” (sau đây gọi là Cuộc thi) do {facts.lead} chủ trì tổ chức"
        f"{partners}."
    )


def _who(rules: RuleSet) -> str:
    groups = rules.eligibility.audiences
    people = series([names.AUDIENCE[group] for group in groups]) or "mọi cá nhân"
    return f"Đối tượng dự thi: {people}."


def _age(rules: RuleSet) -> str:
    least, most = rules.eligibility.min_age, rules.eligibility.max_age
    if least is not None and most is not None:
        span = f"từ đủ {least} tuổi đến hết {most} tuổi"
    elif least is not None:
        span = f"từ đủ {least} tuổi trở lên"
    elif most is not None:
        span = f"không quá {most} tuổi"
    else:
        return "Độ tuổi: không giới hạn."
    return f"Độ tuổi: {span}; {_age_day(rules)}."


def _age_day(rules: RuleSet) -> str:
    who = rules.eligibility
    if who.age_on is AgeOn.DATE and who.age_date is not None:
        moment = f"ngày {day(who.age_date)}"
    else:
        moment = names.AGE_ON[who.age_on]
    if PersonField.BIRTH_DATE in {rule.field for rule in rules.registration.fields}:
        return f"tuổi tính theo ngày sinh, đến {moment}"
    return f"tuổi tính theo năm, lấy năm của {moment} trừ đi năm sinh"


def _home(facts: ContestFacts, rules: RuleSet) -> str:
    who = rules.eligibility
    places = [name(facts.names.units, code) for code in (*who.provinces, *who.communes)]
    return f"Nơi cư trú: {series(places, 'hoặc') or 'không giới hạn'}."


def _excluded(rules: RuleSet) -> list[str]:
    who = rules.eligibility
    staff = "Thành viên Ban Tổ chức, Tổ Thư ký, Tổ ra đề, Tổ thẩm định đề và người biên soạn, duyệt câu hỏi của Cuộc thi"
    if who.exclude_organisers:
        sentences = [f"{staff} không được dự thi."]
    else:
        sentences = [f"{staff} được dự thi như mọi người khác."]
    if who.excluded_names:
        sentences.append(
            f"Ban Tổ chức đã lập danh sách {count(who.excluded_names)} người khác không được dự thi."
        )
    return sentences


def _groups(draft: Draft, facts: ContestFacts, rules: RuleSet) -> None:
    for mandatory, heading in (
        (True, "Các nhóm bắt buộc dự thi:"),
        (False, "Các nhóm được khuyến khích dự thi:"),
    ):
        chosen = [group for group in rules.groups if group.mandatory is mandatory]
        if chosen:
            draft.clause(heading, points=[_group(facts, group) for group in chosen])


def _group(facts: ContestFacts, group: Group) -> str:
    if group.audience is not None:
        people = names.AUDIENCE[group.audience]
    else:
        people = f"người của {name(facts.names.organisations, group.organisation or '')}"
    targets = []
    if group.target_persons is not None:
        targets.append(f"ít nhất {count(group.target_persons)} người")
    if group.target_rate_percent is not None:
        least = "" if group.target_rate_percent == 100 else "ít nhất "
        targets.append(f"{least}{group.target_rate_percent}% số người của nhóm")
    goal = f"chỉ tiêu {' và '.join(targets)}" if targets else "không giao chỉ tiêu"
    return f"{capital(people)}: {goal}"


def _form(rules: RuleSet) -> list[str]:
    fields = rules.registration.fields
    required = [names.FIELD[rule.field] for rule in fields if rule.required]
    optional = [names.FIELD[rule.field] for rule in fields if not rule.required]
    sentences = [f"Khi đăng ký, người dự thi phải cung cấp: {'; '.join(required)}."]
    if optional:
        sentences.append(f"Có thể cung cấp thêm, không bắt buộc: {'; '.join(optional)}.")
    sentences.append(
        "Thông tin phải đúng với giấy tờ tùy thân; người dự thi chịu trách nhiệm về thông tin đã khai."
    )
    return sentences


_KEY = {
    PersonKey.PHONE: "Người dự thi được phân biệt bằng số điện thoại.",
    PersonKey.CCCD: "Người dự thi được phân biệt bằng số căn cước công dân; mỗi số chỉ đăng ký được một lần.",
    PersonKey.ROSTER: "Người dự thi được phân biệt bằng mã trong danh sách do cơ quan, đơn vị lập trước Cuộc thi; mỗi mã chỉ đăng ký được một lần.",
    PersonKey.CODE: "Người dự thi được phân biệt bằng mã dự thi cấp khi đăng ký; mỗi người chỉ được đăng ký một lần.",
}


def _key(rules: RuleSet) -> list[str]:
    form = rules.registration
    sentences = [_KEY[form.person_key]]
    if PersonField.PHONE in {rule.field for rule in form.fields}:
        if form.persons_per_phone == 1:
            sentences.append("Mỗi số điện thoại chỉ dùng để đăng ký cho một người.")
        else:
            sentences.append(
                f"Mỗi số điện thoại được dùng để đăng ký cho tối đa {count(form.persons_per_phone)} người; trường hợp dùng chung được đánh dấu để Ban Tổ chức kiểm tra."
            )
    sentences.append(
        "Mã dự thi gồm 08 ký tự, cấp khi đăng ký, dùng để làm tiếp bài thi trên thiết bị khác; người dự thi cần giữ mã này và không đưa cho người khác."
    )
    return sentences


def _admits_children(rules: RuleSet) -> bool:
    least = rules.eligibility.min_age
    return least is None or least < CHILD_UNDER


def group_target(group: Group) -> str:
    """The target of a group for tables: "500 người; 80%", or "không giao chỉ tiêu"."""
    parts = []
    if group.target_persons is not None:
        parts.append(f"{integer(group.target_persons)} người")
    if group.target_rate_percent is not None:
        parts.append(f"{group.target_rate_percent}%")
    return "; ".join(parts) or "không giao chỉ tiêu"
