"""Vietnamese sentences for what the services of quiz refuse: what is wrong and what to do."""

from __future__ import annotations

from typing import Final

from accounts.rules.refusal import Refused

SENTENCES: Final[dict[str, str]] = {
    # banks and topics
    "bank-code-form": "Mã ngân hàng gồm 2 đến 40 ký tự: chữ không dấu, chữ số, dấu chấm, gạch nối.",
    "bank-code-taken": "Mã này đã dùng cho một ngân hàng khác. Hãy chọn mã khác.",
    "bank-name-empty": "Hãy nhập tên ngân hàng câu hỏi.",
    "seal-reason": "Hãy ghi lý do.",
    "seal-past": "Ngày giờ mở niêm phong phải ở sau lúc này.",
    "bank-sealed": "Ngân hàng này đang niêm phong. Cần mở trước giờ thì một người đề nghị, một người khác đồng ý.",
    "bank-not-sealed": "Ngân hàng này không còn niêm phong. Hãy tải lại trang.",
    "seal-not-asked": "Chưa có ai đề nghị mở niêm phong. Cần một người đề nghị, một người khác đồng ý.",
    "seal-same-person": "Bạn là người đề nghị nên không được tự đồng ý. Cần một người khác.",
    "topic-name-empty": "Hãy nhập tên lĩnh vực.",
    "topic-name-taken": "Ngân hàng đã có lĩnh vực này.",
    "topic-in-use": "Lĩnh vực này đang có câu hỏi. Hãy chuyển các câu đó sang lĩnh vực khác trước.",
    "topic-elsewhere": "Lĩnh vực này thuộc ngân hàng khác. Hãy chọn lại.",
    # questions and reviews
    "question-wrong": "Câu hỏi chưa hợp lệ. Hãy sửa những chỗ được nêu.",
    "question-unchanged": "Chưa có gì thay đổi so với bản trước.",
    "question-ref-taken": "Mã câu này đã có trong ngân hàng. Hãy chọn mã khác hoặc để trống.",
    "question-retired": "Câu hỏi này đã ngừng dùng. Hãy dùng lại trước khi sửa.",
    "question-not-retired": "Câu hỏi này đang dùng.",
    "question-moved": "Câu hỏi vừa được người khác sửa. Hãy tải lại trang để xem bản mới.",
    "question-submitted": "Bản này đang chờ thẩm định.",
    "question-nothing-new": "Bản mới nhất đã được thẩm định, không có gì để gửi.",
    "review-not-waiting": "Câu hỏi không còn chờ thẩm định: đã có người quyết định hoặc đã có bản sửa. Hãy tải lại trang.",
    "review-own-words": "Bạn là người soạn nội dung này nên không được tự thẩm định. Cần một người khác.",
    "review-comment-empty": "Hãy ghi lý do trả lại để người soạn biết cần sửa gì.",
    "organisation-unknown": "Không có tổ chức mã «{value}».",
    "organisation-choose": "Có nhiều tổ chức gốc. Hãy chọn một bằng --organisation: {values}.",
    "pair-decided": "Đã có người quyết định về cặp câu này. Hãy tải lại trang.",
    # documents
    "document-number-empty": "Hãy nhập số, ký hiệu của văn bản.",
    "document-number-taken": "Tủ sách đã có văn bản mang số này.",
    "document-title-empty": "Hãy nhập tên văn bản.",
    "document-dates": "Ngày hết hiệu lực phải sau ngày có hiệu lực.",
    "document-replaces-itself": "Văn bản không thể tự thay thế chính nó.",
    "article-amends-itself": "Văn bản không thể tự sửa đổi chính nó. Hãy chọn văn bản sửa đổi.",
    "document-file-kind": "Chỉ đọc được tệp văn bản .docx, .txt, .md hoặc .json. Hãy lưu lại theo một trong các dạng này.",
    "document-file-big": "Tệp nặng quá {limit}. Hãy bỏ hình, bỏ phụ lục rồi tải lên lại.",
    "document-file-encoding": "Tệp chữ không đúng bảng mã Unicode (UTF-8). Hãy lưu lại dạng UTF-8.",
    "document-file-empty": "Không tìm thấy dòng «Điều 1. …» nào trong tệp. Hãy kiểm tra lại toàn văn.",
    "document-file-json": "Tệp .json không đúng mẫu: cần danh sách «articles», mỗi mục có «label», «heading», «text».",
    "document-cited": "Văn bản này đang là căn cứ của {count} câu hỏi nên không xóa được. Hãy ghi ngày hết hiệu lực.",
    # pictures
    "picture-big": "Hình lớn quá {limit}. Hãy giảm kích thước rồi tải lên lại.",
    "picture-kind": "Không đọc được hình này. Hãy dùng hình PNG, JPEG, WebP hoặc GIF.",
    "picture-pixels": "Hình có {width} × {height} điểm ảnh, quá lớn. Giới hạn là {limit} triệu điểm ảnh.",
    "picture-small": "Hình quá nhỏ, không nhìn được gì. Hãy dùng hình rộng ít nhất {limit} điểm ảnh.",
    # import
    "upload-big": "Tệp nặng {size}, giới hạn là {limit}. Hãy chia thành nhiều tệp.",
    "import-not-ready": "Tệp này không còn chờ xác nhận: đã được đưa vào, đã hủy hoặc chưa đọc xong. Hãy tải lại trang.",
    "import-has-errors": "Tệp còn {count} lỗi. Hãy sửa tệp, hoặc chọn chỉ lấy các câu hợp lệ.",
    "import-nothing": "Không có câu nào để đưa vào ngân hàng.",
    "import-over": "Việc nhập tệp này đã kết thúc nên không hủy được nữa.",
    "import-not-stopped": "Việc nhập tệp này không bị dừng. Hãy tải lại trang.",
    "import-format-unknown": "Phần mềm không đọc được kiểu tệp này. Hãy chọn một kiểu trong danh sách.",
    "copy-nothing": "Tệp này không có chỗ nào cần ghi chú bên cạnh câu hỏi.",
    "copy-unread": "Lần này máy chủ không đọc lại được tệp: {why} Bản chép chưa có; hãy thử lại sau ít phút.",
    "copy-long": "Tệp có quá nhiều dòng trống nên không chép lại được. Hãy xóa các dòng trống rồi tải lên lại.",
    "export-empty": "Không có câu nào để ghi vào tệp. Hãy chọn lại những câu cần tải.",
    "file-not-ready": "Tệp chưa làm xong. Hãy chờ trang báo xong rồi tải về.",
    "file-gone": "Tệp này đã quá một ngày nên đã xóa. Hãy chuẩn bị lại.",
    "import-file-gone": "Không còn dữ liệu tạm của tệp này. Hãy tải tệp lên lại.",
}


def say_refused(refused: Refused) -> str:
    """The sentence of a refusal of quiz. KeyError for a code without one: a test keeps them."""
    return SENTENCES[refused.code].format(**refused.facts)
