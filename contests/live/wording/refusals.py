"""One sentence for every code by which the live form refuses: what is wrong, and what to do."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "Không thực hiện được. Hãy tải lại trang và thử lại."

SENTENCES: Final[dict[str, str]] = {
    # commands
    "not_now": "Lúc này chưa thực hiện được thao tác này.",
    "stale": "Phòng thi vừa có thay đổi khác. Hãy xem lại màn hình rồi bấm lại.",
    "unknown_command": "Không có thao tác này.",
    "unknown_session": "Không tìm thấy phòng thi.",
    "unknown_player": "Không có người chơi này trong phòng.",
    "bad_args": "Thông tin kèm thao tác chưa đúng. Hãy kiểm tra và nhập lại.",
    "reason_missing": "Cần ghi lý do; lý do được đưa vào biên bản.",
    "nothing_to_undo": "Không có thao tác nào hoàn tác được.",
    "turn_missing": "Hãy chọn người (đội) được thi trước khi sang câu hỏi.",
    "had_turn": "Người (đội) này đã thi lượt của mình.",
    "not_your_turn": "Chỉ người (đội) đang thi mới đặt được ngôi sao hy vọng.",
    "package_missing": "Hãy chọn gói câu hỏi trước.",
    "no_question_left": "Không còn câu hỏi nào với mức điểm này.",
    "row_open": "Hàng này đã mở. Hãy chọn hàng khác.",
    "barred": "Người (đội) này đã bị loại khỏi phần thi vì trả lời sai từ khóa.",
    "not_tied": "Chỉ những người bằng điểm ở vị trí cuối mới thi câu hỏi phụ này.",
    "not_yours": "Tài khoản này không có quyền điều khiển phòng thi.",
    # plans
    "no_segments": "Phòng thi chưa có phần thi nào. Hãy thêm ít nhất một phần.",
    "segments_many": "Phòng thi có quá nhiều phần. Hãy bớt còn nhiều nhất 30 phần.",
    "no_questions": "Có phần thi chưa có câu hỏi. Hãy thêm câu hỏi cho phần đó.",
    "questions_many": "Có phần thi quá nhiều câu hỏi. Hãy bớt còn nhiều nhất 200 câu.",
    "question_missing": "Có câu hỏi không còn trong ngân hàng. Hãy chọn lại.",
    "question_not_approved": "Có câu hỏi chưa được duyệt. Hãy chọn câu hỏi đã duyệt.",
    "kind_unfit": "Có câu hỏi thuộc loại không trả lời nhanh trên điện thoại được. Hãy đổi câu khác.",
    "seconds_bad": "Thời gian mỗi câu phải từ 1 đến 600 giây.",
    "points_bad": "Điểm thấp nhất của câu hỏi không được lớn hơn điểm cao nhất.",
    "keyword_missing": "Phần Vượt chướng ngại vật cần có từ khóa.",
    "ranks_missing": "Phần Tăng tốc cần có mức điểm cho từng thứ hạng.",
    "packages_missing": "Phần Về đích cần có ít nhất một gói câu hỏi.",
    "package_unfit": "Có gói câu hỏi cần mức điểm mà không câu hỏi nào có.",
    "cut_missing": "Câu hỏi phụ phải đứng ngay sau phần thi có số người được vào vòng trong.",
    "teams_few": "Cần ít nhất hai đội có tên khác nhau.",
    "terms_bad": "Cách tính điểm của một phần thi chưa đúng. Hãy mở phần đó và lưu lại.",
    "teams_bad": "Cách chia đội chưa đúng. Hãy kiểm tra lại.",
    # names
    "name_empty": "Hãy nhập tên.",
    "name_long": "Tên dài quá 40 ký tự. Hãy rút gọn.",
    "name_marks": "Tên có chữ mang quá nhiều dấu. Hãy gõ lại.",
    "name_hidden": "Tên có ký tự ẩn. Hãy gõ lại, không dán từ nơi khác.",
    "name_signs": "Tên cần có ít nhất một chữ cái hoặc chữ số.",
    "name_foul": "Tên này không phù hợp để chiếu trên màn hình. Hãy chọn tên khác.",
    "name_taken": "Trong phòng đã có người dùng tên này. Hãy thêm họ, lớp hoặc đơn vị.",
    # answers
    "closed": "Câu hỏi đã kết thúc.",
    "late": "Câu trả lời đến sau khi hết giờ nên không được tính.",
    "early": "Câu hỏi chưa mở. Hãy đợi hiệu lệnh.",
    "paused": "Phòng thi đang tạm dừng.",
    "answered": "Câu này đã được trả lời. Mỗi câu chỉ trả lời một lần.",
    "out": "Bạn đã dừng cuộc chơi ở phần này. Mời bạn theo dõi tiếp.",
    "removed": "Người dẫn đã đưa bạn ra khỏi phòng thi.",
    "stale_epoch": "Bạn đã vào phòng thi trên một thiết bị khác.",
    "locked": "Phòng thi đã đóng cửa. Hãy hỏi người dẫn.",
    "full": "Phòng thi đã đủ người.",
    # frames
    "too_large": "Tin gửi lên quá lớn.",
    "too_fast": "Gửi quá nhanh. Hãy đợi một giây.",
    "bad_text": "Nội dung có ký tự không hợp lệ. Hãy gõ lại.",
    "bad_json": UNKNOWN,
    "bad_shape": UNKNOWN,
    "unknown_type": UNKNOWN,
    "not_joined": "Hãy vào phòng trước.",
    "joined": "Thiết bị này đã ở trong phòng.",
    "bad_ticket": "Vé vào phòng không dùng được. Hãy vào lại bằng mã phòng.",
    "expired_ticket": "Vé vào phòng đã hết hạn. Hãy vào lại bằng mã phòng.",
}


def sentence(code: str) -> str:
    """The sentence of `code`; a general one for a code that nobody gave one."""
    return SENTENCES.get(code, UNKNOWN)
