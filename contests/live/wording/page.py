"""What the pages of live rounds say to the codes of the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from contests.live.rules.plan import Package
from contests.live.wording.refusals import SENTENCES
from contests.live.wording.segments import points
from contests.wording.numbers import integer, series

JOIN: Final = SENTENCES | {
    "no_room": "Không còn phòng nào đang đón người với mã này. Hãy xem lại mã trên màn chiếu.",
    "no_such_code": "Mã này không có trong phòng. Hãy xem lại từng chữ: mã không có chữ O, I, L và số 0, 1.",
    "absent": "Chưa ai vào phòng này bằng mã ấy. Khi sảnh còn mở, hãy vào bằng 6 chữ số trên màn chiếu.",
    "code_needed": "Phòng này cần mã dùng một lần hoặc mã dự thi.",
    "team_needed": "Hãy chọn đội của bạn.",
    "too_many_codes": "Có quá nhiều mã sai từ mạng này. Hãy chờ vài phút rồi thử lại.",
    "too_fast": "Đang có nhiều người vào cùng lúc. Hãy bấm lại sau vài giây.",
    "busy": "Đang có nhiều người vào cùng lúc. Hãy bấm lại sau vài giây.",
    "closed": "Phòng đã đóng cửa, không đón thêm người.",
    "locked": "Ban Tổ chức đang khóa cửa phòng. Hãy chờ rồi bấm lại.",
    "name_empty": "Hãy nhập tên.",
    "name_long": "Tên không quá 40 chữ. Hãy rút gọn.",
    "name_taken": "Đã có người trong phòng dùng tên này. Hãy thêm một chữ để phân biệt.",
    "offline": "Không kết nối được. Hãy xem lại mạng rồi bấm lại.",
    "other": "Chưa vào được phòng. Hãy thử lại; nếu vẫn không được, báo với Ban Tổ chức.",
}
"""Answers of the join route."""

PLAY: Final = SENTENCES | {
    "late": "Câu trả lời đến sau khi hết giờ nên không được tính",
    "closed": "Câu hỏi đã đóng nên câu trả lời không được tính",
    "early": "Câu hỏi chưa mở, hãy bấm lại",
    "locked": "Bạn bấm trước hiệu lệnh nên phải chờ",
    "out": "Bạn đã rời sàn thi, câu trả lời không được tính",
    "foreign_key": "Câu hỏi này đã có câu trả lời của bạn",
    "answered": "Câu hỏi này đã có câu trả lời của bạn",
    "bad_response": "Câu trả lời không đọc được, hãy chọn lại",
    "removed": "Ban Tổ chức đã đưa máy này ra khỏi phòng",
    "taken_over": "Bạn đã vào phòng bằng máy khác",
    "expired_ticket": "Phòng này đã kết thúc từ lâu",
    "bad_ticket": "Máy này không còn chỗ trong phòng, hãy vào lại",
    "ended": "Phòng thi đã kết thúc",
    "gone": "Máy này không còn trong phòng",
    "other": "Chưa ghi nhận được, hãy thử lại",
}
"""What became of an answer or of a place, on the player's phone."""

COMMANDS: Final = {
    "open_lobby": "Mở cửa phòng",
    "lock_lobby": "Khóa cửa phòng",
    "unlock_lobby": "Mở lại cửa phòng",
    "start": "Bắt đầu",
    "next": "Tiếp",
    "arm": "Cho bấm chuông",
    "end_early": "Kết thúc câu sớm",
    "extend": "Thêm 10 giây",
    "pause": "Tạm dừng",
    "resume": "Chạy tiếp",
    "skip": "Bỏ qua câu",
    "redo": "Hỏi lại câu",
    "void": "Hủy câu",
    "reveal": "Công bố đáp án",
    "show_board": "Hiện bảng xếp hạng",
    "hide_board": "Ẩn bảng xếp hạng",
    "judge": "Chấm",
    "give_turn": "Cho quyền trả lời",
    "star": "Ngôi sao hy vọng",
    "package": "Chọn gói",
    "open_row": "Mở hàng ngang",
    "keyword": "Chấm từ khóa",
    "rescue": "Cứu trợ",
    "adjust": "Chỉnh điểm",
    "hide_name": "Ẩn tên",
    "show_name": "Hiện lại tên",
    "rename": "Đổi tên",
    "remove": "Đưa ra khỏi phòng",
    "undo": "Hoàn tác",
    "finish": "Kết thúc",
    "reopen_board": "Mở lại bảng xếp hạng",
    "close": "Hết giờ",
    "settle": "Đã chốt câu trả lời",
    "lapse": "Hết lượt",
    "advance": "Tự sang bước sau",
    "press": "Có người bấm chuông",
    "tally": "Đã tính điểm",
}
"""Commands as the host reads them on buttons and in the log."""

PHASES: Final = {
    "draft": "Đang chuẩn bị",
    "lobby": "Đang đón người",
    "intro": "Giới thiệu phần thi",
    "reading": "Đọc câu hỏi",
    "asking": "Đang trả lời",
    "closed": "Hết giờ, đang chốt",
    "settled": "Đã chốt, chưa công bố",
    "revealed": "Đã công bố đáp án",
    "board": "Bảng xếp hạng",
    "podium": "Vinh danh",
    "ended": "Đã kết thúc",
}
"""Where a session stands."""

HOST_FAULTS: Final = SENTENCES | {
    "stale": "Có người vừa bấm trước bạn. Màn hình đã cập nhật, hãy xem rồi bấm lại.",
    "not_now": "Lúc này chưa làm được việc đó.",
    "not_yours": "Bạn không còn quyền dẫn phòng này.",
    "reason_missing": "Hãy ghi lý do.",
    "bad_args": "Hãy điền đủ và đúng các ô.",
    "unknown_player": "Không còn người chơi này.",
    "name_empty": "Hãy nhập tên.",
    "taken_over": "Phòng đang được dẫn từ máy khác.",
    "offline": "Mất kết nối: lệnh chưa được gửi. Hãy chờ nối lại rồi bấm lại.",
    "other": "Chưa làm được. Hãy thử lại.",
}
"""Why a command was not done."""

MODES: Final = {
    "race": "Đua điểm",
    "accuracy": "Chính xác",
    "bell": "Rung chuông vàng",
    "buzzer": "Giành quyền trả lời",
    "turns": "Khởi động (từng đội)",
    "obstacle": "Vượt chướng ngại vật",
    "speed": "Tăng tốc",
    "packages": "Về đích",
    "knockout": "Thi loại trên máy",
}
"""How a segment is played."""

PREPARING: Final = SENTENCES | {
    "no_questions": "Có phần thi chưa có câu hỏi. Hãy thêm câu hỏi cho mọi phần.",
    "question_not_approved": "Có câu hỏi không còn được duyệt. Hãy thay câu đó.",
    "title_missing": "Hãy đặt tên phòng thi.",
    "counts_need_registered": "Kết quả chỉ tính cho cuộc thi khi người chơi đã đăng ký hoặc có mã dùng một lần.",
    "entrants_need_contest": "Muốn chỉ người đã đăng ký vào, phòng phải thuộc một cuộc thi.",
    "assigned_needs_codes": "Xếp đội sẵn thì mỗi người cần một mã. Hãy chọn “Người có mã dùng một lần” ở ô Ai được vào, rồi làm mã cho từng đội.",
    "organisation_needs_known": "Ai có mã phòng cũng vào được thì máy không biết họ thuộc đơn vị nào. Hãy chọn người đã đăng ký hoặc mã dùng một lần ở ô Ai được vào, hoặc để người chơi tự chọn đội.",
    "code_used": "Đã có người vào phòng bằng mã này nên không bỏ được. Muốn người đó ra, hãy đưa ra khỏi phòng ở bảng điều khiển.",
    "not_now": "Phòng đã mở cửa nên phần chuẩn bị không sửa được nữa.",
    "no_code_free": "Chưa có mã phòng nào trống. Hãy thử lại sau ít phút.",
    "keyword_missing": "Vượt chướng ngại vật cần từ khóa. Hãy mở phần đó và nhập từ khóa.",
    "teams_few": "Cần ít nhất hai tên đội. Hãy ghi tên các đội, hoặc chọn thi cá nhân.",
    "kind_unfit": "Có câu hỏi thuộc dạng không trả lời được trên điện thoại trong phần này. Hãy thay câu đó.",
    "cut_missing": "Câu hỏi phụ phải đứng ngay sau phần thi loại có số người vào vòng trong. Hãy xếp lại chương trình.",
    "package_unfit": "Điểm trong các gói chưa khớp với điểm của câu hỏi. Hãy mở phần Về đích rồi bấm “Chia điểm cho các câu theo gói”.",
    "packages_missing": "Phần này chưa có gói câu hỏi nào. Hãy ghi các gói rồi lưu trước.",
}
"""Why something was not saved or the lobby did not open."""


def worths_words(worths: Mapping[int, int], packages: Sequence[Package]) -> str:
    """How many questions there are of every worth, and which worth a package misses."""
    there = series(
        [f"{integer(worths[milli])} câu {points(milli)} điểm" for milli in sorted(worths)]
    )
    missing = sorted({one for package in packages for one in package.worths_milli} - set(worths))
    if not missing:
        return f"Đang có {there}: đủ mức điểm cho mọi gói."
    lacking = series([f"{points(milli)} điểm" for milli in missing])
    return f"Đang có {there}. Các gói còn cần câu {lacking}."


def narrowed_words(narrowed: Mapping[int, int]) -> list[str]:
    """What `rules.plan.narrowed` found, a sentence for each part that sends people out."""
    return [
        f"Phần {integer(place + 1)} loại người chơi: ai bị loại thì từ phần {integer(first + 1)} "
        "chỉ xem, không trả lời trên điện thoại và không bấm chuông."
        for place, first in narrowed.items()
    ]


def prepared_sentence(code: str) -> str:
    """The sentence of a code of preparing; one that fits always for an unknown code."""
    return PREPARING.get(code, "Chưa lưu được phần chuẩn bị. Hãy xem lại các ô rồi thử lại.")
