"""Sentences for what is found in question files: where it is, what is wrong, what to do.

One form for all: `[MÃ] Tệp «…», trang tính «…», dòng N, cột X «Tên cột»: điều gì sai. Cách sửa.`
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from quiz.rules.question import Problem
from quiz.rules.text import clean_line, display_name

_PARTS: Final = {
    "stem": "câu hỏi",
    "option": "đáp án",
    "explanation": "phần giải thích",
    "topic": "lĩnh vực",
    "citation": "căn cứ",
    "ref": "mã câu",
    "picture": "tên tệp ảnh",
    "alt": "lời mô tả hình",
    "statement": "ý",
    "step": "mục cần xếp",
    "left": "vế trái",
    "choice": "lựa chọn",
    "variant": "cách trả lời",
    "blank": "chỗ trống",
    "child": "câu nhỏ",
    "unit": "đơn vị",
    "guide": "hướng dẫn chấm",
    "number": "đáp số",
    "tolerance": "sai số",
    "pictures": "hình",
}
_NAMED: Final = frozenset(
    ("TEXT-LONG", "PARTS-FEW", "PARTS-MANY", "PART-EMPTY", "PARTS-EQUAL", "NUMBER-LONG",
     "MATCH-NONE")
)  # fmt: skip
"""Codes whose sentence names the part of the question."""
_COLUMNS: Final = {"key": "Đáp án đúng", "options": "Đáp án A, Đáp án B, …", "stem": "Câu hỏi"}
_OUTSIDE: Final = {
    "link": "liên kết sang tệp khác",
    "embedded": "tệp nhúng bên trong",
    "activex": "điều khiển ActiveX",
    "connection": "kết nối dữ liệu",
    "query": "truy vấn dữ liệu từ ngoài",
    "chunk": "tài liệu chèn (altChunk)",
    "template": "mẫu lấy từ máy khác",
    "remote-image": "ảnh lấy từ mạng",
    "field": "trường lấy dữ liệu từ ngoài (INCLUDEPICTURE, DDE)",
}
_LEFT: Final = {
    "picture": "ảnh",
    "object": "đối tượng nhúng",
    "equation": "công thức toán",
    "footnote": "chú thích cuối trang",
    "textbox": "khung văn bản",
    "equation-read": "công thức toán",
    "textbox-read": "khung văn bản",
    "symbol": "ký hiệu của phông chữ riêng",
    "hidden": "chữ ẩn",
    "chunk": "tài liệu chèn",
}
FORMATS: Final = {
    "xlsx": "Excel (.xlsx)",
    "docx": "Word (.docx)",
    "ods": "bảng tính OpenDocument (.ods)",
    "csv": "bảng dạng văn bản (CSV)",
    "text": "văn bản thường (Câu 1, A, B, C)",
    "gift": "GIFT (Moodle)",
    "aiken": "Aiken (Moodle)",
    "moodle": "Moodle XML",
    "qti": "QTI",
    "h5p": "H5P",
    "json": "gói câu hỏi của phần mềm này (JSON)",
    "tcexam": "TCExam (TSV)",
    "kahoot": "Kahoot (Excel)",
    "word-exam": "đề thi để in (Word)",
    "unknown": "nội dung lạ",
}
"""Names of the formats, for people."""
UNFIT: Final = {
    "arrow": "có dấu -> trong lời",
    "fraction": "đáp số không viết được thành số thập phân",
    "essay": "có hướng dẫn chấm hoặc giới hạn số chữ",
    "matching": "các cặp không nối một với một theo thứ tự",
    "several": "có nhiều đáp án đúng",
    "lines": "có xuống dòng",
    "label": "bắt đầu giống nhãn đáp án",
    "one-right": "cho chọn nhiều mà chỉ có một đáp án đúng",
    "options-4": "có hơn 4 đáp án",
    "kahoot-long": "dài quá 120 ký tự ở câu hỏi hoặc 75 ở đáp án",
}
LOSABLE: Final = {
    "explanation": "giải thích",
    "topic": "lĩnh vực",
    "difficulty": "độ khó",
    "citation": "căn cứ",
    "critical": "điểm liệt",
    "fixed": "đáp án cố định",
    "ref": "mã câu",
    "picture": "hình ảnh",
    "alt": "lời mô tả hình",
    "pictures": "các hình thêm",
    "points": "số điểm",
    "unit": "đơn vị",
    "exact_marks": "việc không tính dấu",
}
_RESAVE_EXCEL: Final = (
    "Mở tệp bằng Excel, chọn Lưu thành, kiểu «Excel Workbook (.xlsx)», rồi tải lên lại."
)
_RESAVE_WORD: Final = (
    "Mở tệp bằng Word, chọn Lưu thành, kiểu «Word Document (.docx)», rồi tải lên lại."
)
_SUSPECT: Final = (
    "Tệp không giống tệp do Excel hay Word lưu. Mở tệp, lưu lại thành tệp mới, rồi tải lên lại."
)
_KEY_HELP: Final = "Ghi chữ cái của đáp án đúng, ví dụ B; nếu có nhiều đáp án đúng thì ghi A,C."

SENTENCES: Final[dict[str, str]] = {
    # the file
    "FILE-EMPTY": "tệp rỗng (0 byte). Kiểm tra lại tệp rồi tải lên lại.",
    "FILE-BIG": "tệp nặng {size}, giới hạn là {most}. Bỏ ảnh ra khỏi tệp hoặc chia thành nhiều tệp.",
    "FILE-HTML": "đây là trang web (HTML) mang tên tệp Excel, không phải tệp Excel. " + _RESAVE_EXCEL,
    "FILE-OLD-EXCEL": "đây là tệp Excel kiểu cũ (.xls). " + _RESAVE_EXCEL,
    "FILE-OLD-WORD": "đây là tệp Word kiểu cũ (.doc). " + _RESAVE_WORD,
    "FILE-OLD-OFFICE": "đây là tệp Office kiểu cũ, không đọc được. Lưu lại thành .xlsx hoặc .docx rồi tải lên lại.",
    "FILE-PASSWORD": "tệp có mật khẩu nên không mở được. Bỏ mật khẩu (Tệp, Thông tin, Bảo vệ), lưu lại rồi tải lên lại.",
    "FILE-PDF": "đây là tệp PDF, không đọc được câu hỏi. Dùng tệp Word hoặc Excel gốc.",
    "FILE-IMAGE": "đây là tệp ảnh, không phải tệp Excel hay Word. Chọn lại tệp.",
    "FILE-PACKED": "đây là tệp nén. Giải nén rồi tải lên tệp bên trong.",
    "FILE-ZIP": "đây là tệp nén, bên trong không có sổ Excel hay văn bản Word. Giải nén rồi tải lên tệp bên trong.",
    "FILE-RTF": "đây là tệp RTF. " + _RESAVE_WORD,
    "FILE-XML": "đây là tệp XML, không phải tệp Excel hay Word. Chọn lại tệp.",
    "FILE-ODT": "đây là tệp văn bản OpenDocument (.odt). Lưu lại thành .docx rồi tải lên lại.",
    "FILE-XLSB": "đây là tệp Excel nhị phân (.xlsb). " + _RESAVE_EXCEL,
    "FILE-MACRO": "tệp có chứa macro nên không nhận. Lưu lại thành .xlsx hoặc .docx (không macro) rồi tải lên lại.",
    "FILE-UNKNOWN": "không phải tệp Excel, Word hay văn bản. Chọn lại tệp.",
    "FILE-NOT-EXCEL": "không phải tệp Excel: bên trong chỉ là văn bản thường. " + _RESAVE_EXCEL,
    "FILE-NOT-WORD": "không phải tệp Word: bên trong chỉ là văn bản thường. " + _RESAVE_WORD,
    "FILE-ENDING": "tên tệp có đuôi «.{ending}» nhưng bên trong là {found}. Đã đọc theo nội dung; nên đổi lại tên tệp.",
    "FILE-DAMAGED": "tệp bị hỏng{part}. Mở tệp, lưu lại thành tệp mới, rồi tải lên lại.",
    "FILE-PART-MISSING": "tệp thiếu phần «{part}» nên không đọc được. Mở tệp, lưu lại thành tệp mới, rồi tải lên lại.",
    "FILE-PART-BIG": "phần «{part}» trong tệp nặng {size}, giới hạn là {most}. Chia thành nhiều tệp nhỏ hơn.",
    "FILE-HEAVY": "tệp cần quá nhiều bộ nhớ để đọc. Xóa các dòng, cột và định dạng thừa, hoặc chia thành nhiều tệp.",
    "FILE-BUSY": "máy chủ đang bận nên chưa kịp đọc xong tệp này. Đợi ít phút rồi tải lên lại.",
    "FILE-SLOW": "đọc quá {seconds} giây mà chưa xong. Xóa các dòng, cột và định dạng thừa, hoặc chia thành nhiều tệp.",
    "FILE-UNREADABLE": "không đọc được tệp này. Mở tệp, lưu lại thành tệp mới, rồi tải lên lại; nếu vẫn lỗi, báo quản trị.",
    "FILE-OUTSIDE": "tệp có {what}; phần này không được mở và không được nhập. Nếu cần, chép nội dung vào ô.",
    "FORMAT-UNKNOWN": "không có kiểu tệp «{format}». Chọn auto hoặc một trong: {known}.",
    "FORMAT-CHOOSE": "nội dung có thể là {first} hoặc {second}. Chọn kiểu tệp rồi đọc lại.",
    "FORMAT-UNSEEN": "không nhận ra kiểu câu hỏi nào trong tệp. Xem tệp mẫu, hoặc chọn kiểu tệp rồi đọc lại.",
    "JSON-SHAPE": "tệp JSON không có danh sách «{value}». Dùng tệp do phần mềm này xuất ra.",
    "JSON-QUESTION": "câu này thiếu hoặc sai phần «{value}». Sửa lại theo tệp do phần mềm này xuất ra.",
    "XML-DEEP": "phần «{part}» lồng nhau quá {most} tầng. " + _SUSPECT,
    "ITEM-KIND": "loại câu hỏi «{value}» không nhận được ở đây. Soạn lại bằng loại khác.",
    "ITEM-DESCRIPTION": "đoạn «{value}» không phải câu hỏi nên bỏ qua. Không cần sửa.",
    "ITEM-BRACE": "thiếu một dấu ngoặc nhọn ở «{value}». Thêm dấu còn thiếu, hoặc đặt dấu \\ ngay trước dấu ngoặc nếu là chữ.",
    "PARTIAL-LOST": "có đáp án được một phần điểm hoặc nhiều cách chấm; chỉ giữ đáp án được đủ điểm. Kiểm tra lại.",
    "PICTURE-NOT": "không nhận được hình «{value}» (không có trong tệp, quá lớn, hoặc không phải PNG, JPEG, GIF, WebP). Thêm hình sau khi nhập.",
    "AIKEN-LOOSE": "dòng «{value}» không đi với câu hỏi nào. Thêm câu hỏi ở trên hoặc xóa dòng.",
    "AIKEN-NO-ANSWER": "câu hỏi thiếu dòng «ANSWER: B», gần «{value}». Thêm dòng này.",
    "AIKEN-LINES": "lời hỏi phải nằm trên một dòng, thừa dòng «{value}». Nối các dòng lại.",
    "AIKEN-SEVERAL": "chỉ được ghi một đáp án đúng, đang ghi «{value}». Ghi một chữ cái.",
    "KAHOOT-TIME": "thời gian «{value}» không có trong danh sách của Kahoot. Phần mềm này không dùng; không cần sửa.",
    "KAHOOT-LONG": "ô dài {length} ký tự, Kahoot chỉ nhận {most}. Phần mềm này vẫn nhận; không cần sửa.",
    "TEXT-CP1252": "tệp văn bản dùng bảng mã Windows-1252, đã chuyển sang Unicode. Đọc lại xem có đúng không.",
    "EXPORT-KIND": "loại «{value}» không ghi được vào kiểu tệp này, nên câu không có trong tệp. Chọn kiểu tệp khác nếu cần.",
    "EXPORT-UNFIT": "câu {why}, không ghi được vào kiểu tệp này, nên không có trong tệp. Sửa câu hoặc chọn kiểu tệp khác.",
    "EXPORT-PART": "kiểu tệp này không có chỗ cho {part}, nên phần đó không có trong tệp. Chọn kiểu tệp khác nếu cần.",
    "EXPORT-PICTURE": "không tìm thấy tệp hình «{value}», nên hình không có trong tệp. Tải hình lên lại ở trang câu hỏi.",
    "FORMAT-OTHER": "tệp được chọn kiểu {format} nhưng bên trong là {found}. Chọn lại kiểu hoặc chọn lại tệp.",
    "ZIP-ENTRIES": "tệp chứa {count} phần, giới hạn là {most}. " + _SUSPECT,
    "ZIP-UNPACKED": "tệp bung ra nặng {size}, giới hạn là {most}. Xóa các dòng trống đã kẻ khung và ảnh, rồi lưu lại.",
    "ZIP-BOMB": "phần «{part}» bung ra gấp {ratio} lần ({size}). " + _SUSPECT,
    "ZIP-OVERLAP": "các phần trong tệp chồng lên nhau. " + _SUSPECT,
    "ZIP-PATH": "tệp có phần mang đường dẫn lạ «{part}». " + _SUSPECT,
    "ZIP-LINK": "tệp có phần là liên kết «{part}». " + _SUSPECT,
    "XML-ENTITY": "phần «{part}» có khai báo thực thể XML, không được phép. " + _SUSPECT,
    "XML-ENCODING": "phần «{part}» dùng bảng mã lạ. " + _SUSPECT,
    # sheets, headings
    "WORKBOOK-NO-SHEET": "sổ không có trang tính nào. Mở tệp bằng Excel, lưu lại rồi tải lên lại.",
    "SHEET-EMPTY": "trang tính không có dòng nào. Điền câu hỏi theo tệp mẫu rồi tải lên lại.",
    "SHEET-DAMAGED": "trang tính bị hỏng từ dòng này. Mở tệp bằng Excel, lưu lại rồi tải lên lại.",
    "SHEET-HIDDEN": "trang tính này đang ẩn nên không được đọc. Nếu cần nhập, bấm chuột phải vào tên trang, chọn Bỏ ẩn, rồi lưu lại.",
    "SHEET-CHOOSE": "có nhiều trang tính chứa câu hỏi: {sheets}. Chọn trang cần nhập, hoặc tất cả các trang.",
    "SHEET-UNKNOWN": "không có trang tính mang tên này chứa câu hỏi. Chọn lại trang tính.",
    "HEADING-MISSING": "không tìm thấy dòng tiêu đề. Cần có các cột «Câu hỏi», «Đáp án A», «Đáp án B», …, «Đáp án đúng»; xem tệp mẫu.",
    "HEADING-TWICE": "tiêu đề này trùng với cột {other}. Đổi tên hoặc xóa một trong hai cột.",
    "HEADING-BAD": "dòng tiêu đề chưa đúng nên chưa đọc câu hỏi nào. Sửa các lỗi về cột đã nêu rồi tải lên lại.",
    "COLUMN-MISSING": "thiếu cột «{name}». Thêm cột này theo tệp mẫu.",
    "COLUMN-UNKNOWN": "không biết cột này nên bỏ qua. Nếu cần nhập, đổi tiêu đề theo tệp mẫu.",
    "COLUMN-UNUSED": "cột này không dùng cho ngân hàng câu hỏi nên bỏ qua. Không cần sửa.",
    "COLUMN-NO-HEADING": "cột có dữ liệu mà không có tiêu đề nên bỏ qua. Ghi tiêu đề cho cột hoặc xóa cột.",
    "NO-QUESTIONS": "không tìm thấy câu hỏi nào. Excel: điền ngay dưới dòng tiêu đề; Word: mỗi câu bắt đầu bằng «Câu 1.»; xem tệp mẫu.",
    "ROWS-MANY": "tệp có {count} câu hỏi, giới hạn là {most}. Chia thành nhiều tệp.",
    # cells
    "ROW-HIDDEN": "dòng này đang ẩn (hoặc bị lọc) nhưng vẫn được đọc. Nếu không muốn nhập, xóa dòng.",
    "ROW-RAGGED": "dòng có nhiều ô hơn dòng tiêu đề ({most} cột). Đặt chữ có dấu phân cách trong dấu ngoặc kép.",
    "CELL-MERGED": "ô nằm trong vùng gộp {range}. Bỏ gộp ô và điền đủ từng ô.",
    "CELL-ERROR": "ô đang báo lỗi «{value}». Sửa công thức hoặc gõ lại nội dung.",
    "CELL-FORMULA": "ô là công thức chưa có kết quả. Chép ô, dán lại dạng giá trị, rồi lưu.",
    "CELL-BAD": "không đọc được nội dung ô «{value}». Gõ lại nội dung.",
    "CELL-NUMBER": "ô là số, đã đọc thành «{value}». Nếu muốn cách viết khác, định dạng ô kiểu Văn bản rồi gõ lại.",
    "CELL-NUMBER-BAD": "số «{value}» quá lớn. Định dạng ô kiểu Văn bản rồi gõ lại.",
    "CELL-NUMBER-LONG": "ô là số «{value}»; số dài có thể đã mất số 0 ở đầu. Định dạng ô kiểu Văn bản (Text) rồi gõ lại.",
    "CELL-DATE": "ô là ngày tháng, đã đọc thành «{value}». Nếu chưa đúng, định dạng ô kiểu Văn bản rồi gõ lại.",
    "CELL-DATE-BAD": "ngày tháng «{value}» không có thật. Định dạng ô kiểu Văn bản rồi gõ lại.",
    "LEGACY-FONT": "chữ dùng bảng mã cũ {encoding} («{value}», có lẽ là «{read}»). Chuyển sang Unicode bằng Unikey (Ctrl+Shift+F6) rồi tải lên lại.",
    "LEGACY-CONVERTED": "chữ dùng phông cũ ({encoding}), đã chuyển sang Unicode. Đọc lại xem có đúng không.",
    "LEGACY-FILE": "chữ trong tệp dùng bảng mã cũ {encoding} («{value}» đã đọc thành «{read}»), đã chuyển sang Unicode. Đọc lại vài câu xem có đúng không.",
    "TEXT-TIDIED": "có chữ gõ lẫn ký tự khác trông giống, đã sửa: {value}. Đọc lại xem có đúng không.",
    # questions
    "STEM-EMPTY": "chưa có nội dung câu hỏi. Điền câu hỏi hoặc xóa dòng.",
    "TEXT-LONG": "{part} dài {length} ký tự, giới hạn là {most}. Viết ngắn lại.",
    "OPTIONS-FEW": "chỉ có {count} đáp án. Cần ít nhất {least} đáp án.",
    "OPTIONS-MANY": "có {count} đáp án, giới hạn là {most}. Bớt đáp án.",
    "OPTIONS-TRUE-FALSE": "câu Đúng/Sai có {count} đáp án. Để trống các đáp án, hoặc chỉ ghi Đúng và Sai.",
    "OPTION-EMPTY": "đáp án {letter} để trống. Điền đáp án, hoặc dồn các đáp án sau lên.",
    "OPTION-ORDER": "các đáp án có nhãn {letters}, không liền nhau từ A. Sửa lại nhãn theo thứ tự A, B, C.",
    "OPTIONS-EQUAL": "đáp án {letter} giống đáp án {other}. Sửa hoặc bỏ một đáp án.",
    "OPTION-FIXED": "đáp án «{value}» phải đứng nguyên chỗ, nên khi đảo sẽ giữ cố định {letters}. Nếu không đúng, sửa câu này sau khi nhập; với Excel thì ghi «không» vào cột Cố định.",
    "FIXED-UNKNOWN": "không hiểu «{value}». Ghi chữ cái của đáp án phải giữ chỗ, ví dụ D, hoặc «không».",
    "KEY-NONE": "chưa có đáp án đúng. " + _KEY_HELP,
    "KEY-NONE-MARKED": "không có đáp án nào được đánh dấu đúng. Thêm dòng «Đáp án: B», hoặc tô đậm, gạch chân, đổi màu một đáp án.",
    "KEY-TWO-MARKED": "có nhiều đáp án được đánh dấu ({letters}). Chỉ đánh dấu một; câu nhiều đáp án đúng thì ghi dòng «Đáp án: A, C».",
    "KEY-MANY": "câu một đáp án mà ghi nhiều đáp án đúng ({key}). Ghi một chữ cái, hoặc đổi loại thành Nhiều đáp án.",
    "KEY-ALL": "mọi đáp án đều đúng ({key}). Thêm ít nhất một đáp án sai.",
    "KEY-ONE-OF-SEVERAL": "câu nhiều đáp án mà chỉ có một đáp án đúng ({key}). Kiểm tra lại; không sai thì để nguyên.",
    "KEY-UNKNOWN": "không hiểu đáp án đúng «{value}». " + _KEY_HELP,
    "KEY-NUMBER": "đáp án đúng ghi bằng số «{value}». Ghi chữ cái, ví dụ {key}.",
    "KEY-OUTSIDE": "đáp án đúng là «{value}» nhưng câu có {count} đáp án. Sửa đáp án đúng hoặc thêm đáp án.",
    "KEY-TIDIED": "đáp án đúng «{value}» đã hiểu là {key}. Không cần sửa.",
    "KEY-BY-TEXT": "đáp án đúng ghi bằng lời «{value}», đã hiểu là {key}. Không cần sửa.",
    "KEY-DISAGREE": "đáp án đúng không thống nhất: chỗ ghi {first}, chỗ ghi {second}. Sửa cho giống nhau.",
    "KEY-AMBIGUOUS": "bảng đáp án ghi câu {question} là {key}, nhưng có nhiều câu mang số này. Đánh số lại các câu.",
    "KEY-CODES": "bảng đáp án có nhiều mã đề mà không biết đề này là mã nào, nên chưa dùng bảng. Ghi «Mã đề 101» ở đầu đề, hoặc để lại cột của đề này.",
    "KEY-FIRST": "đề dùng dấu thăng để cố định vị trí và không đánh dấu đáp án nào, nên đáp án đầu tiên được hiểu là đáp án đúng. Đọc lại vài câu xem có đúng không.",
    "KEY-NO-QUESTION": "bảng đáp án có câu {question} ({key}) nhưng không có câu hỏi nào mang số này. Kiểm tra lại cách đánh số.",
    "KIND-GUESSED": "câu có nhiều đáp án đúng ({key}) nên được hiểu là loại Nhiều đáp án. Nếu không phải, sửa đáp án đúng.",
    "KIND-WORDS": "câu không có đáp án A, B, C nên được hiểu là câu trả lời bằng chữ hoặc số, lời đúng là «{value}». Nếu không phải, viết các đáp án A, B, C.",
    "KIND-ESSAY": "câu không có đáp án để chọn và lời đáp dài, nên được hiểu là câu tự luận, lời đáp là hướng dẫn chấm. Nếu không phải, viết các đáp án A, B, C.",
    "KIND-UNKNOWN": "không có loại câu hỏi «{value}». Ghi Một đáp án, Nhiều đáp án hoặc Đúng/Sai.",
    "DIFFICULTY-UNKNOWN": "không có độ khó «{value}». Ghi Dễ, Trung bình hoặc Khó, hoặc để trống.",
    "YES-UNKNOWN": "không hiểu «{value}». Ghi x nếu có, để trống nếu không.",
    "PARTS-FEW": "chỉ có {count} {part}. Cần ít nhất {least}.",
    "PARTS-MANY": "có {count} {part}, giới hạn là {most}. Bớt đi.",
    "PART-EMPTY": "{part} để trống. Điền nội dung, hoặc bỏ đi.",
    "PARTS-EQUAL": "{part} giống {part_name} {other}. Sửa hoặc bỏ một.",
    "OPTIONS-UNUSED": "loại câu này không có danh sách đáp án, mà có {count} đáp án. Đổi loại câu hoặc bỏ các đáp án.",
    "BODY-MISSING": "chưa có phần trả lời của loại câu này. Điền đáp án theo loại câu, hoặc đổi loại câu.",
    "BODY-UNUSED": "loại câu này không dùng phần trả lời riêng. Đổi loại câu, hoặc bỏ phần trả lời.",
    "VARIANTS-NONE": "chưa có câu trả lời được chấp nhận. Ghi ít nhất một cách trả lời đúng.",
    "NUMBER-TOLERANCE": "sai số là số âm. Ghi 0 hoặc một số dương.",
    "NUMBER-LONG": "{part} có quá nhiều chữ số, giới hạn là {most}. Viết ngắn lại.",
    "NUMBER-UNKNOWN": "không hiểu số «{value}». Ghi như 18, 1.500 hoặc 2,5.",
    "PAIR-UNKNOWN": "dòng «{value}» chưa phải một cặp. Ghi như: Quốc hội => lập pháp.",
    "MATCH-NONE": "{part} chưa nối với lựa chọn nào. Chọn vế phải của nó.",
    "BLANKS-MARKS": "câu hỏi đánh dấu {found} chỗ trống mà có {count} đáp án. Ghi [[1]], [[2]], … theo thứ tự vào chỗ cần điền.",
    "BLANK-OUTSIDE": "đáp án «{value}» không có trong danh sách để chọn. Thêm vào danh sách, hoặc sửa đáp án.",
    "BLANK-ALL": "mọi lựa chọn đều đúng. Thêm ít nhất một lựa chọn sai.",
    "CHILD-KIND": "loại này không làm câu nhỏ của tình huống được. Chọn loại khác.",
    "WORDS-BAD": "số chữ là {count}. Ghi từ 0 đến {most}; 0 là không giới hạn.",
    "POINTS-BAD": "số điểm không hợp lệ. Ghi từ 0 đến 1.000 điểm.",
    "PICTURE-EXPLAINS": "hình «{value}» nằm trong lời giải thích, nơi chưa giữ được hình, nên không nhập. Viết điều hình cho thấy bằng chữ.",
    "PICTURE-BAD": "hình thứ {number} không có tên tệp, hoặc gắn vào đáp án không có. Sửa hoặc bỏ hình.",
    "PICTURE-ALT": "hình thứ {number} chưa có lời mô tả cho người không nhìn được. Viết một câu mô tả.",
    "DUPLICATE": "câu này trùng hoàn toàn với {other}. Xóa một trong hai.",
    "DUPLICATE-STEM": "lời hỏi giống {other}, các đáp án khác nhau. Kiểm tra lại; không sai thì để nguyên.",
    # Word
    "QUESTION-TWICE": "số câu này xuất hiện hai lần. Đánh số lại nếu không cố ý.",
    "QUESTION-GAP": "trước câu này thiếu số, từ câu {first} đến câu {last}. Kiểm tra xem có câu nào viết sai chữ «Câu …».",
    "WORD-LEFT": "có {what} ({count}) không được nhập. Viết lại bằng chữ, hoặc thêm ảnh cho câu sau khi nhập.",
    "WORD-READ": "có {what} ({count}) đã viết thành chữ trên dòng. Đọc lại xem có đúng ý và đúng chỗ không.",
    "PICTURES-LEFT": "có {count} ảnh không được nhập (các dòng: {rows}). Ghi tên tệp ảnh vào cột «Hình ảnh» rồi tải ảnh lên sau.",
    # text tables
    "TEXT-ENCODING": "không nhận ra bảng mã của tệp văn bản. Lưu lại kiểu «CSV UTF-8» rồi tải lên lại.",
    "TEXT-CP1258": "tệp văn bản dùng bảng mã Windows-1258, đã chuyển sang Unicode. Đọc lại xem có đúng không.",
    "TEXT-NUL": "tệp có ký tự NUL, đã bỏ. Đọc lại dòng này.",
    # against the bank
    "FILE-AGAIN": "tệp này đã được nhập vào ngân hàng lúc {when}, {count} câu. Không nhập lại.",
    "FILE-MISSING": "không mở được tệp. Kiểm tra lại đường dẫn và quyền đọc.",
    "BANK-SAME": "câu này đã có trong ngân hàng (mã {other}). Không lấy lại.",
    "BANK-SIMILAR": "lời hỏi giống câu {other} đã có trong ngân hàng. Kiểm tra lại; không sai thì để nguyên.",
    "REF-TAKEN": "mã câu «{value}» đã có trong ngân hàng hoặc trong tệp. Câu này sẽ nhận mã mới.",
    "PICTURE-UNKNOWN": "tệp không kèm hình «{value}» và hệ thống chưa có hình này. Thêm hình ở trang câu hỏi sau khi nhập.",
    "TEXT-FIELD-LONG": "một ô dài hơn {most} ký tự; có thể thiếu dấu ngoặc kép đóng. Sửa dòng này.",
}  # fmt: skip


def problem_sentence(problem: Problem, file_name: str) -> str:
    """The sentence of `problem` in plain Vietnamese, with its place in the file.

    A code without a sentence is a fault of ours and raises `KeyError`.
    """
    return f"[{problem.code}] {place(problem, file_name)}: {what(problem)}"


def place(problem: Problem, file_name: str) -> str:
    """`Tệp «…», trang tính «…», dòng N, cột X «Tên cột»`, as far as it is known."""
    parts = [f"Tệp «{display_name(file_name)}»"]
    if problem.sheet:
        parts.append(f"trang tính «{clean_line(problem.sheet)[:60]}»")
    if "question" in problem.args:
        parts.append(f"câu {problem.args['question']}")
    elif problem.row:
        parts.append(f"dòng {problem.row}")
    if problem.column:
        header = clean_line(str(problem.args.get("header", "")))[:60]
        parts.append(f"cột {problem.column}" + (f" «{header}»" if header else ""))
    return ", ".join(parts)


def what(problem: Problem) -> str:
    """What is wrong and what to do, without the place."""
    sentence = SENTENCES[problem.code].format_map(_words(problem))
    for name, label in (("blank", "chỗ trống"), ("child", "câu nhỏ")):
        if name in problem.args:
            sentence = f"{label} {problem.args[name]}: {sentence}"
    return sentence


def _words(problem: Problem) -> Mapping[str, str]:
    """The values of a sentence in words: bytes with units, codes translated, text cleaned."""
    words = {name: clean_line(str(value)) for name, value in problem.args.items()}
    for name in ("size", "most"):
        value = problem.args.get(name)
        if isinstance(value, int) and problem.code.startswith(("FILE-", "ZIP-")):
            words[name] = _bytes(value)
        elif isinstance(value, int):
            words[name] = _number(value)
    for name in ("count", "length"):
        value = problem.args.get(name)
        if isinstance(value, int):
            words[name] = _number(value)
    part = words.get("part", "")
    if problem.code in _NAMED:
        letter = words.get("letter", "")
        words["part_name"] = _PARTS.get(part, part)
        words["part"] = f"{_PARTS.get(part, part)} {letter}".strip()
    elif problem.code == "FILE-DAMAGED":
        words["part"] = f" ở phần «{part[:80]}»" if part else ""
    elif part:
        words["part"] = part[:80]
    if "what" in words:
        names = _OUTSIDE if problem.code == "FILE-OUTSIDE" else _LEFT
        words["what"] = names.get(words["what"], words["what"])
    if problem.code == "COLUMN-MISSING":
        words["name"] = _COLUMNS.get(words["name"], words["name"])
    if problem.code.startswith("DUPLICATE"):
        unit = "câu" if "question" in problem.args else "dòng"
        words["other"] = f"{unit} {words['other']}"
        if sheet := words.get("other_sheet"):
            words["other"] += f" của trang «{sheet[:60]}»"
    for name in ("found", "format"):
        if name in words:
            words[name] = FORMATS.get(words[name], words[name])
    if problem.code == "FORMAT-CHOOSE":
        words |= {name: FORMATS.get(words[name], words[name]) for name in ("first", "second")}
    if problem.code.startswith("EXPORT-"):
        words["part"] = LOSABLE.get(part, part)
        words["why"] = UNFIT.get(words.get("why", ""), words.get("why", ""))
        words["value"] = KINDS.get(words.get("value", ""), words.get("value", ""))
    if problem.code == "PICTURES-LEFT" and not words.get("rows"):
        words["rows"] = "không rõ"
    return words


KINDS: Final = {
    "single": "Một đáp án đúng",
    "multiple": "Nhiều đáp án đúng",
    "true_false": "Đúng hay sai",
    "statements": "Nhiều ý đúng/sai",
    "short": "Trả lời ngắn",
    "number": "Điền số",
    "order": "Sắp xếp thứ tự",
    "matching": "Nối cặp",
    "blanks": "Điền vào chỗ trống",
    "situation": "Tình huống",
    "essay": "Tự luận",
    "prediction": "Dự đoán",
}


def _number(value: int) -> str:
    """12345 as "12.345"."""
    return f"{value:,}".replace(",", ".")


def _bytes(value: int) -> str:
    """A size in the unit that people read: "512 byte", "20 MB"."""
    if value < 10_240:
        return f"{_number(value)} byte"
    if value < 2**20:
        return f"{_number(value // 1024)} KB"
    return f"{_number((value + 2**19) // 2**20)} MB"
