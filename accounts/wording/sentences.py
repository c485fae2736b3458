"""Vietnamese sentences for the codes of accounts: what is wrong and what to do about it."""

from accounts.rules.refusal import Refused

SENTENCES: dict[str, str] = {
    # names
    "name-empty": "Hãy nhập họ và tên.",
    "name-too-long": "Họ và tên dài quá 100 ký tự. Hãy nhập ngắn hơn.",
    "name-too-many-marks": "Họ và tên có chữ mang quá nhiều dấu. Hãy gõ lại.",
    "name-no-letter": "Họ và tên không có chữ cái nào. Hãy nhập tên thật.",
    # telephone
    "phone-empty": "Hãy nhập số điện thoại.",
    "phone-letters": "Số điện thoại có ký tự không phải chữ số. Hãy chỉ nhập chữ số.",
    "phone-length": "Số điện thoại phải có 10 chữ số. Hãy kiểm tra lại.",
    "phone-prefix": "Số di động phải bắt đầu bằng 03, 05, 07, 08 hoặc 09. Hãy kiểm tra lại.",
    "phone-old-prefix": "Đây là đầu số 11 chữ số đã đổi từ năm 2018. Hãy nhập số 10 chữ số.",
    "phone-landline": "Đây là số cố định. Hãy nhập số di động.",
    "phone-foreign": "Đây là số nước ngoài. Hãy nhập số di động Việt Nam.",
    "phone-taken": "Số điện thoại này đã dùng cho một tài khoản khác.",
    # identity number
    "cccd-empty": "Hãy nhập số căn cước.",
    "cccd-not-digits": "Số căn cước chỉ gồm chữ số. Hãy kiểm tra lại.",
    "cccd-rounded": "Ô này đã bị làm tròn thành dạng 5.1E+10 nên mất số. "
    "Hãy định dạng cột là Văn bản (Text) rồi nhập lại.",
    "cccd-cmnd": "Đây là số CMND 9 chữ số, đã hết giá trị. Hãy nhập số căn cước 12 chữ số.",
    "cccd-eleven-digits": "Số căn cước chỉ có 11 chữ số, có thể mất số 0 ở đầu: "
    "{suggestion}. Hãy đối chiếu với thẻ rồi xác nhận.",
    "cccd-length": "Số căn cước phải có 12 chữ số. Hãy kiểm tra lại.",
    "cccd-province": "Ba chữ số đầu không phải mã nơi đăng ký khai sinh. Hãy kiểm tra lại.",
    "cccd-future": "Năm sinh trong số căn cước ở tương lai. Hãy kiểm tra lại.",
    "cccd-sex-differs": "Giới tính không khớp với số căn cước.",
    "cccd-year-differs": "Năm sinh không khớp với số căn cước.",
    "cccd-born-abroad": "Số căn cước có mã nơi sinh ở nước ngoài.",
    "cccd-taken": "Số căn cước này đã có trong hệ thống ở một người khác.",
    # birth
    "birth-unreadable": "Ngày sinh không đọc được. Hãy nhập theo mẫu ngày/tháng/năm, "
    "ví dụ 05/02/1990.",
    "birth-future": "Ngày sinh ở tương lai. Hãy kiểm tra lại.",
    "birth-year-future": "Năm sinh ở tương lai. Hãy kiểm tra lại.",
    "birth-too-early": "Năm sinh trước 1900. Hãy kiểm tra lại.",
    "sex-unknown": "Giới tính «{value}» không rõ. Hãy ghi Nam hoặc Nữ, hoặc để trống.",
    "ethnic-unknown": "Không tìm thấy dân tộc «{value}». Hãy ghi tên theo danh mục, hoặc để trống.",
    "email-wrong": "Thư điện tử «{value}» không đúng dạng ten@don-vi.vn.",
    # accounts
    "username-form": "Tên đăng nhập gồm 3 đến 60 ký tự: chữ thường không dấu, chữ số, "
    "dấu chấm, gạch nối; phải có ít nhất một chữ cái.",
    "username-taken": "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.",
    "email-taken": "Thư điện tử này đã dùng cho một tài khoản khác.",
    "password-short": "Mật khẩu phải có ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất.",
    "password-long": "Mật khẩu dài quá 128 ký tự.",
    "password-digits": "Mật khẩu không được chỉ gồm chữ số.",
    "password-repeats": "Mật khẩu lặp lại quá ít ký tự. Hãy dùng ít nhất 5 ký tự khác nhau.",
    "password-about-you": "Mật khẩu chứa tên, tên đăng nhập hoặc số điện thoại của bạn. "
    "Hãy chọn mật khẩu khác.",
    "password-common": "Mật khẩu này quá quen thuộc, dễ bị đoán. Hãy chọn mật khẩu khác.",
    "password-same": "Mật khẩu mới phải khác mật khẩu đang dùng.",
    "password-wrong": "Mật khẩu đang dùng không đúng.",
    "sign-in-wrong": "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra lại, "
    "hoặc nhờ người quản trị đơn vị cấp lại mật khẩu.",
    "sign-in-locked": "Đã thử sai nhiều lần. Hãy chờ {wait} rồi thử lại.",
    "limit-reached": "Bạn thao tác quá nhanh. Hãy chờ {wait} rồi thử lại.",
    # organisations and roles
    "organisation-code-form": "Mã tổ chức gồm 2 đến 40 ký tự: chữ không dấu, chữ số, dấu chấm, "
    "gạch nối.",
    "organisation-code-taken": "Mã này đã dùng cho một tổ chức khác.",
    "organisation-name-empty": "Hãy nhập tên tổ chức.",
    "organisation-unknown": "Không tìm thấy đơn vị «{value}» trong tổ chức này. "
    "Hãy ghi mã hoặc tên đúng như trong cây tổ chức.",
    "organisation-cycle": "Không thể đặt một tổ chức nằm trong chính nó hoặc trong đơn vị "
    "trực thuộc của nó.",
    "organisation-too-deep": "Cây tổ chức quá sâu. Hãy đặt ở cấp cao hơn.",
    "organisation-in-use": "Tổ chức này còn đơn vị trực thuộc đang hoạt động. "
    "Hãy ngừng các đơn vị đó trước.",
    "head-count-future": "Ngày chốt số người ở tương lai. Hãy kiểm tra lại.",
    "member-unknown": "Chưa có tài khoản «{login}». Hãy nhập họ và tên để tạo tài khoản mới, "
    "hoặc kiểm tra lại tên đăng nhập.",
    "last-admin": "Đây là người quản trị cuối cùng của tổ chức gốc. Hãy giao vai trò quản trị "
    "cho người khác trước.",
    "role-unknown": "Vai trò không có trong danh mục.",
    "roster-code-taken": "Mã «{value}» đã có trong danh sách của đơn vị.",
    "consent-text-missing": "Chưa có nội dung đồng ý cho mục đích này.",
    "reason-empty": "Hãy ghi lý do xem thông tin đầy đủ.",
    "person-same": "Hai bản ghi là một.",
    "person-two-accounts": "Cả hai người đều có tài khoản. Hãy ngừng một tài khoản trước.",
    "request-kind-unknown": "Loại yêu cầu không có trong danh mục.",
    # files
    "file-empty": "Tệp rỗng (0 byte). Hãy chọn lại tệp.",
    "file-too-large": "Tệp lớn quá {limit}. Hãy chia nhỏ tệp.",
    "file-not-xlsx": "Đây không phải tệp Excel .xlsx. Hãy mở bằng Excel và chọn Lưu thành .xlsx.",
    "file-old-or-locked": "Đây là tệp Excel đời cũ (.xls) hoặc có mật khẩu. "
    "Hãy mở bằng Excel, bỏ mật khẩu và lưu thành .xlsx.",
    "file-broken": "Tệp bị hỏng, không đọc được. Hãy mở bằng Excel và lưu lại.",
    "file-too-many-rows": "Tệp có {rows} dòng, nhiều hơn giới hạn {limit}. Hãy chia nhỏ tệp.",
    "file-no-rows": "Không có dòng dữ liệu nào dưới hàng tiêu đề.",
    "column-missing": "Thiếu cột «{column}». Hãy dùng tệp mẫu.",
    "column-twice": "Cột «{column}» có hai lần. Hãy bỏ một cột.",
    "row-hidden": "Dòng đang bị ẩn trong Excel nhưng vẫn được đọc.",
    "cell-formula": "Ô là công thức chưa có giá trị. Hãy dán giá trị vào ô.",
    "cell-error": "Ô báo lỗi «{value}». Hãy sửa công thức.",
    "duplicate-row": "Trùng với dòng {other} trong tệp.",
    "phone-repaired": "Số điện thoại mất số 0 ở đầu, đã thêm lại thành {value}.",
}


def say(code: str, **facts: object) -> str:
    """The sentence of `code`. KeyError for a code without one: a test keeps them complete."""
    return SENTENCES[code].format(**facts)


def say_refused(refused: Refused) -> str:
    """The sentence of a refusal."""
    return say(refused.code, **refused.facts)


def wait_words(seconds: int) -> str:
    """How long to wait, in words: "40 giây", "3 phút"."""
    if seconds < 60:
        return f"{max(1, seconds)} giây"
    return f"{-(-seconds // 60)} phút"


CONSENT_TEXTS: dict[str, str] = {
    "run": "Tôi đồng ý để Ban Tổ chức dùng thông tin tôi đăng ký để tổ chức cuộc thi: "
    "ghi nhận bài thi, tính kết quả, liên hệ khi cần và giải quyết khiếu nại.",
    "publish": "Tôi đồng ý để Ban Tổ chức công bố họ tên và đơn vị của tôi trong bảng xếp hạng "
    "và danh sách đạt giải. Nếu không đồng ý, bảng xếp hạng chỉ hiện chữ cái đầu của tên.",
    "statistics": "Tôi đồng ý để dân tộc của tôi được dùng vào số liệu thống kê tổng hợp. "
    "Số liệu không nêu tên ai.",
    "contact": "Tôi đồng ý để Ban Tổ chức liên hệ với tôi về các cuộc thi sau.",
}
