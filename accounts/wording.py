"""Vietnamese sentences for the codes of accounts: what is wrong and what to do about it."""

import re
from collections.abc import Mapping

from accounts.rules.codes import show_receipt
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


#: What the trail's actions are called on screen, those of the apps above too; a test keeps it whole.
ACTIONS: dict[str, str] = {
    "attempt.annulled": "Hủy lượt thi",
    "attempt.extended": "Thêm giờ cho lượt thi",
    "attempt.reopened": "Mở lại lượt thi",
    "award.given": "Trao giải",
    "award.identity_checked": "Đối chiếu giấy tờ người được giải",
    "award.revoked": "Thu hồi giải",
    "awards.exported": "Tải danh sách giải",
    "bank.opened": "Mở niêm phong ngân hàng trước giờ",
    "bank.opening_asked": "Đề nghị mở niêm phong ngân hàng",
    "bank.read_early": "Xem ngân hàng đã mở niêm phong trước giờ",
    "bank.sealed": "Niêm phong ngân hàng câu hỏi",
    "bank.changed": "Sửa ngân hàng câu hỏi",
    "bank.created": "Lập ngân hàng câu hỏi",
    "bank.exported": "Tải ngân hàng câu hỏi",
    "consent.withdrawn": "Rút đồng ý về dữ liệu",
    "consent_text.published": "Ban hành lời đồng ý",
    "contest.committee_changed": "Sửa danh sách Ban Tổ chức",
    "contest.created": "Lập cuộc thi",
    "contest.document_corrected": "Sửa số, ngày văn bản cuộc thi",
    "contest.document_entered": "Ghi số, ngày văn bản cuộc thi",
    "contest.drafted": "Sửa bản nháp cuộc thi",
    "contest.expenses_changed": "Sửa kinh phí cuộc thi",
    "contest.items_analysed": "Phân tích câu hỏi của cuộc thi",
    "contest.made_official": "Chuyển cuộc thi sang chính thức",
    "contest.published": "Công bố thể lệ",
    "data_request.answered": "Trả lời yêu cầu về dữ liệu",
    "data_request.made": "Gửi yêu cầu về dữ liệu",
    "document.article_amended": "Ghi nhận điều luật được sửa đổi",
    "document.changed": "Sửa văn bản trong tủ sách",
    "document.created": "Thêm văn bản vào tủ sách",
    "document.removed": "Xóa văn bản khỏi tủ sách",
    "draw.annulled": "Hủy kết quả bốc thăm",
    "draw.recorded": "Ghi kết quả bốc thăm",
    "entrant.code_reissued": "Cấp lại mã dự thi",
    "entrant.disqualified": "Loại người dự thi",
    "entrant.extra_time": "Cho thêm giờ làm bài",
    "entrant.registered_by_focal_point": "Đăng ký giúp người dự thi",
    "field_keys.rotated": "Thay khóa mã hóa",
    "head_count.set": "Khai số người",
    "import.cancelled": "Hủy nhập câu hỏi",
    "import.confirmed": "Xác nhận nhập câu hỏi",
    "import.copied": "Lập bản ghi chú chỗ cần sửa của tệp câu hỏi",
    "import.loaded": "Đưa câu hỏi vào ngân hàng",
    "import.uploaded": "Tải tệp câu hỏi lên",
    "key.corrected": "Sửa đáp án",
    "live.changed": "Sửa phòng thi trực tiếp",
    "live.code_dropped": "Bỏ mã dùng một lần của phòng thi",
    "live.codes_made": "Làm mã dùng một lần cho phòng thi",
    "live.created": "Lập phòng thi trực tiếp",
    "live.deleted": "Xóa phòng thi trực tiếp",
    "live.segments_set": "Sửa chương trình phòng thi",
    "live.way_back_given": "Cấp mã vào lại phòng thi trực tiếp",
    "membership.granted": "Giao vai trò",
    "membership.revoked": "Thu hồi vai trò",
    "organisation.activated": "Cho tổ chức hoạt động lại",
    "organisation.changed": "Sửa tổ chức",
    "organisation.created": "Thêm tổ chức",
    "organisation.moved": "Chuyển tổ chức",
    "organisation.stopped": "Ngừng tổ chức",
    "person.changed": "Sửa thông tin người",
    "person.created": "Thêm người",
    "person.merged": "Gộp hai hồ sơ người",
    "person.revealed": "Xem đầy đủ thông tin người",
    "picture.added": "Thêm hình",
    "prediction.taken": "Chốt kết quả câu dự đoán",
    "question.approved": "Duyệt câu hỏi",
    "question.created": "Soạn câu hỏi",
    "question.moved": "Chuyển lĩnh vực của câu hỏi",
    "question.pair_decided": "Quyết định về hai câu hỏi giống nhau",
    "question.restored": "Dùng lại câu hỏi",
    "question.retired": "Ngừng dùng câu hỏi",
    "question.returned": "Trả lại câu hỏi",
    "question.revised": "Sửa câu hỏi",
    "question.submitted": "Gửi thẩm định câu hỏi",
    "report.built": "Dựng báo cáo",
    "report.created": "Lập báo cáo",
    "report.narrative_saved": "Sửa lời văn báo cáo",
    "report.signed": "Ghi số, ngày ký báo cáo",
    "report.submitted": "Trình ký báo cáo",
    "report.withdrawn": "Rút báo cáo đang trình",
    "roster.imported": "Nhập danh sách cán bộ",
    "roster.upload_removed": "Xóa tệp danh sách đã tải lên",
    "sign_in.ended": "Đăng xuất",
    "sign_in.failed": "Đăng nhập không được",
    "sign_in.revoked": "Thu hồi phiên đăng nhập",
    "sign_in.succeeded": "Đăng nhập",
    "standing.exported": "Tải bảng xếp hạng",
    "standing.frozen": "Chốt bảng xếp hạng",
    "standing.published": "Công bố bảng xếp hạng",
    "topic.created": "Thêm lĩnh vực",
    "topic.removed": "Xóa lĩnh vực",
    "topic.renamed": "Đổi tên lĩnh vực",
    "user.activated": "Mở lại tài khoản",
    "user.created": "Lập tài khoản",
    "user.password_changed": "Đổi mật khẩu",
    "user.password_reset": "Cấp lại mật khẩu",
    "user.stopped": "Khóa tài khoản",
}


def action_words(action: str) -> str:
    """An action of the audit trail in words; an unknown one as it is written."""
    return ACTIONS.get(action, action)


#: What the facts of an event are called, and the fields, parts and purposes they name.
DETAILS: dict[str, str] = {
    "address": "Địa chỉ",
    "addressed_to": "Kính gửi",
    "after": "Sau",
    "aftermath": "Khiếu nại, liên hệ",
    "amount_vnd": "Số tiền (đồng)",
    "annulled_trial_papers": "Số bài chạy thử đã hủy",
    "as_of": "Tính đến ngày",
    "attempts": "Số lượt thi",
    "award": "Giải",
    "bank": "Ngân hàng câu hỏi",
    "banners": "Số pa-nô, băng rôn",
    "basics": "Tên, mục đích",
    "basis": "Căn cứ báo cáo",
    "before": "Trước",
    "birth_date": "Ngày sinh",
    "birth_year": "Năm sinh",
    "by": "Người quyết định",
    "capacity": "Thẩm quyền ký",
    "causes": "Nguyên nhân",
    "cccd": "Số căn cước",
    "changed": "Số dòng sửa",
    "code": "Mã",
    "codes": "Số mã",
    "contact": "Liên hệ về sau",
    "contest": "Mã cuộc thi",
    "copies": "Số bản tài liệu",
    "copies_minority": "Số bản tiếng dân tộc thiểu số",
    "copies_online": "Số tài liệu trực tuyến",
    "deadline": "Hạn nộp mới",
    "denominator": "Mẫu số",
    "direction": "Quán triệt, phân công",
    "disclosure": "Công bố",
    "documents": "Văn bản đã ban hành",
    "edition": "Bản số",
    "eligibility": "Đối tượng dự thi",
    "email": "Thư điện tử",
    "entrant": "Mã hồ sơ người dự thi",
    "ethnic_group": "Dân tộc",
    "events": "Hoạt động hưởng ứng",
    "events_count": "Số hoạt động hưởng ứng",
    "events_people": "Số người dự hoạt động hưởng ứng",
    "excluded": "Số người không được dự thi",
    "fields": "Các mục",
    "file": "Tệp",
    "formula": "Công thức",
    "from": "Từ",
    "full_name": "Họ và tên",
    "funding": "Kinh phí",
    "gone": "Hồ sơ đã gộp",
    "good": "Ưu điểm",
    "groups": "Nhóm bắt buộc, khuyến khích",
    "jury": "Hội đồng",
    "kind": "Loại",
    "left_out": "Số câu bỏ lại",
    "lessons": "Bài học kinh nghiệm",
    "level": "Mức giải",
    "limits": "Tồn tại, hạn chế",
    "live_note": "Kết quả thi sân khấu hóa",
    "live_people": "Số người thi sân khấu hóa",
    "materials": "Tài liệu đã biên soạn",
    "media": "Nội dung truyền thông",
    "members": "Số thành viên",
    "minutes": "Biên bản",
    "models": "Mô hình mới",
    "monthly": "Sinh hoạt hằng tháng",
    "name": "Tên",
    "new": "Số dòng mới",
    "note": "Ghi chú",
    "number": "Số, ký hiệu",
    "numerator": "Tử số",
    "online_note": "Ghi chú thi trực tuyến",
    "organisation": "Tổ chức",
    "page": "Trang",
    "paper": "Đề thi",
    "parent": "Cấp trên",
    "parts": "Các phần",
    "passing": "Mức đạt",
    "percent": "Tỷ lệ thêm (%)",
    "persons": "Số người",
    "phone": "Số điện thoại",
    "places": "Thứ tự bốc thăm",
    "plan": "Phương hướng",
    "portal_items": "Số tin, bài trên cổng",
    "position": "Chức vụ",
    "practice": "Thi thử",
    "praise": "Khen thưởng",
    "praise_collective": "Số tập thể được khen",
    "praise_individual": "Số cá nhân được khen",
    "prediction": "Câu hỏi dự đoán",
    "preset": "Mẫu thể lệ",
    "press_items": "Số tin, bài trên báo, đài",
    "prizes": "Giải thưởng",
    "proposals": "Đề xuất, kiến nghị",
    "publish": "Công bố họ tên",
    "purpose": "Mục đích",
    "questions": "Số câu hỏi",
    "radio_items": "Số lượt phát thanh",
    "rank": "Hạng",
    "ranking": "Xếp hạng",
    "reason": "Lý do",
    "partners": "Đơn vị phối hợp",
    "paused_us": "Thời gian không tính (micro giây)",
    "receipt": "Mã biên nhận",
    "recipients": "Nơi nhận",
    "registration": "Đăng ký",
    "revision": "Bản câu hỏi",
    "role": "Vai trò",
    "roster_code": "Mã trong danh sách",
    "round": "Đợt",
    "rows": "Số dòng",
    "run": "Tổ chức cuộc thi",
    "scope": "Phạm vi",
    "seconds": "Số giây",
    "seed": "Số gieo",
    "seen_document": "Giấy tờ đã xem",
    "segments": "Số phần thi",
    "sex": "Giới tính",
    "sha256": "Dấu của tệp",
    "shipped": "Có sẵn",
    "signed_on": "Ngày ký",
    "signer_name": "Người ký",
    "signer_title": "Chức vụ người ký",
    "size": "Cỡ tệp (byte)",
    "social_posts": "Số tin, bài mạng xã hội",
    "special": "Đặc thù",
    "standing": "Dấu của bảng xếp hạng",
    "statistics": "Thống kê dân tộc",
    "taken": "Đã lấy sang",
    "talks": "Nội dung phổ biến",
    "talks_count": "Số cuộc phổ biến",
    "talks_people": "Số lượt người dự phổ biến",
    "timing": "Thời gian",
    "title": "Tên",
    "to": "Đến",
    "topic": "Lĩnh vực",
    "total": "Tổng (đồng)",
    "unit_boards": "Xếp hạng tập thể",
    "value": "Giá trị",
    "values": "Số giá trị",
    "version": "Bản số",
    "written_note": "Kết quả thi viết",
    "written_people": "Số bài dự thi viết",
}
_HASH = re.compile(r"[0-9a-f]{64}")
_NAMES_OF_WORDS = frozenset({"fields", "parts", "taken", "page", "purpose", "by"})


def detail_words(data: Mapping[str, object]) -> list[str]:
    """The facts of an event in words, "Lý do: …"; what nobody named stands as it was written."""
    return [f"{DETAILS.get(key, key)}: {_detail(key, value)}" for key, value in data.items()]


def _detail(key: str, value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Mapping):
        return ", ".join(detail_words(value)) or "–"
    if isinstance(value, list | tuple):
        return ", ".join(_detail(key, one) for one in value) or "–"
    text = str(value)
    if _HASH.fullmatch(text):
        return f"{text[:12]}…"
    if key in _NAMES_OF_WORDS:
        return DETAILS.get(text, text)
    return show_receipt(text) if key == "receipt" else text
