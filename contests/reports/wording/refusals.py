"""Why a report cannot be changed, and what to do instead."""

from __future__ import annotations

from typing import Final

REFUSED: Final = {
    "WINDOW-ORDER": "Ngày cuối của kỳ số liệu phải từ ngày đầu trở đi.",
    "WINDOW-LONG": "Kỳ số liệu không quá hai năm. Hãy chọn lại từ ngày, đến ngày.",
    "NUMBER-WRONG": "Nhập một số nguyên từ 0, không quá 12 chữ số; bỏ trống nếu không có.",
    "CAPACITY-WRONG": "Chọn một trong các thẩm quyền ký trong danh sách.",
    "TEXT-LONG": "Mỗi mục không quá 8.000 ký tự. Hãy rút gọn hoặc chuyển chi tiết sang phụ lục.",
    "EDITION-SUBMITTED": "Bản này đang trình ký. Hãy rút về trước khi dựng lại.",
    "EDITION-SIGNED": "Bản đã ký không dựng lại. Muốn đính chính, hãy lập bản mới và ghi lý do.",
    "REASON-MISSING": "Ghi lý do lập bản mới: văn bản đã ký trước đó sai hoặc thiếu ở đâu.",
    "STATE-WRONG": "Bản này đã đổi trạng thái ở nơi khác. Hãy tải lại trang rồi làm tiếp.",
    "NUMBER-MISSING": "Ghi số, ký hiệu như trên văn bản đã ký, ví dụ 152/BC-SKHCN.",
    "SIGNER-MISSING": "Ghi họ tên người ký.",
    "SIGNED-LATER": "Ngày ký không thể sau ngày hôm nay.",
    "SIGNED-EARLY": "Ngày ký không thể trước ngày cuối của kỳ số liệu.",
    "FILE-EMPTY": "Tệp không có nội dung. Hãy chọn lại bản PDF đã ký.",
    "FILE-LARGE": "Tệp lớn hơn 20 MB. Hãy quét lại ở độ phân giải thấp hơn.",
    "FILE-NOT-PDF": "Tệp không phải PDF. Hãy chọn bản PDF đã ký.",
}


def refused(code: str) -> str:
    """The sentence for a code. Raises KeyError for one that has none."""
    return REFUSED[code]
