"""Store of the bookcase and the question banks. Only `quiz.services` writes it.

What a contestant may read (`Revision`) and the key (`RevisionKey`, `Citation`) are separate
tables: no path that serves a paper joins the second (promise A4).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.fields import new_public_id
from accounts.models import Job, Organisation, StoredFile, User


class DocumentKind(models.TextChoices):
    HIEN_PHAP = "hien_phap", "Hiến pháp"
    LUAT = "luat", "Luật"
    PHAP_LENH = "phap_lenh", "Pháp lệnh"
    NGHI_QUYET = "nghi_quyet", "Nghị quyết"
    NGHI_DINH = "nghi_dinh", "Nghị định"
    QUYET_DINH = "quyet_dinh", "Quyết định"
    CHI_THI = "chi_thi", "Chỉ thị"
    THONG_TU = "thong_tu", "Thông tư"
    KHAC = "khac", "Văn bản khác"


class LegalDocument(models.Model):
    """A document of the electronic bookcase (tủ sách pháp luật)."""

    number = models.CharField(max_length=60, unique=True)
    # The number as it stands in an address: "14-2012-qh13".
    slug = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=DocumentKind)
    title = models.CharField(max_length=400)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    # The first day on which it no longer holds.
    expires_on = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )
    # What QĐ 14/2019/QĐ-TTg (Điều 8 khoản 2 điểm c) asks of every item of the bookcase beside its
    # name and dates: who compiled it, when it was published, what it is for and about.
    compiler = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True, blank=True)
    summary = models.TextField(blank=True)
    # Where the official text stands (CSDL quốc gia về pháp luật, Công báo).
    source_url = models.URLField(max_length=300, blank=True)
    # When the text was last compared with the original (Điều 8 khoản 4).
    compared_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    # Markdown; searched and quoted, shown as text.
    text = models.TextField(blank=True)
    search_key = models.CharField(max_length=500, db_index=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Article(models.Model):
    """An article (Điều) of a document: addressed, searched, amended. Follows from the text."""

    document = models.ForeignKey(LegalDocument, on_delete=models.CASCADE, related_name="articles")
    label = models.CharField(max_length=20)
    anchor = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=400)
    body = models.TextField(blank=True)
    # Heading and body folded to words between single spaces, with one at both ends.
    search_key = models.TextField()
    # From this day on it says something else, or, `abolished`, nothing, by `amended_by`.
    amended_on = models.DateField(null=True, blank=True)
    abolished = models.BooleanField(default=False)
    amended_by = models.ForeignKey(
        LegalDocument, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["document", "label"], name="article_label")]

    def __str__(self) -> str:
        return self.heading


class Bank(models.Model):
    """A bank of questions owned by an organisation."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="banks")
    # Shipped as an illustration: a real contest may use only what a local reviewer approved.
    is_illustrative = models.BooleanField(default=False)
    # Questions whose ground has expired or was amended come into no new paper.
    holds_outdated = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class BankSeal(models.Model):
    """Nobody reads the questions of a bank until `until`, or until two persons open it earlier.

    Papers still draw from it: drawing shows nobody the bank.
    """

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="seals")
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)
    sealed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    ask_reason = models.CharField(max_length=300, blank=True)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "until"],
                condition=Q(opened_at__isnull=True),
                name="one_seal_at_once",
            )
        ]


class Topic(models.Model):
    """A field of law within a bank (lĩnh vực)."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="topics")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["bank", "code"], name="topic_code")]

    def __str__(self) -> str:
        return self.name


class ImportState(models.TextChoices):
    READING = "reading", "Đang đọc tệp"
    PREVIEW = "preview", "Chờ xác nhận"
    LOADING = "loading", "Đang đưa vào"
    VISIBLE = "visible", "Đã đưa vào"
    FAILED = "failed", "Không đọc được"
    CANCELLED = "cancelled", "Đã hủy"


class ImportBatch(models.Model):
    """One file on its way into a bank. No selector shows its questions before VISIBLE."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="batches")
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    format = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=9, choices=ImportState, default=ImportState.READING)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    # What the reader found, for the preview: counts, problems, the first questions. The questions
    # themselves wait in a file (`quiz.services.drafts_file`): a long row would hold the write lock.
    reading = models.JSONField(default=dict)
    questions = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    loaded = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name


class QuestionState(models.TextChoices):
    DRAFT = "draft", "Bản thảo"
    PENDING = "pending", "Chờ thẩm định"
    APPROVED = "approved", "Đã thẩm định"
    RETIRED = "retired", "Ngừng dùng"


class Question(models.Model):
    """A question through its life; what it says lives in its revisions."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="questions")
    ref = models.CharField(max_length=64)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="questions")
    state = models.CharField(max_length=8, choices=QuestionState, default=QuestionState.DRAFT)
    # The revision that is drawn; set by approval (or by shipping, for an illustration).
    current = models.ForeignKey("Revision", null=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.CASCADE, related_name="loaded_questions"
    )
    # False while its import batch is not whole; every selector filters on it.
    is_visible = models.BooleanField(default=True)
    # Number of the newest revision, and of the one that waits for a second person (0: none).
    latest = models.PositiveSmallIntegerField(default=1)
    submitted = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "ref"], condition=Q(is_visible=True), name="question_ref"
            )
        ]
        indexes = [
            models.Index(fields=["bank", "is_visible", "state"], name="question_bank_state"),
            models.Index(fields=["bank"], condition=Q(submitted__gt=0), name="question_waiting"),
        ]

    def __str__(self) -> str:
        return self.ref


class Picture(models.Model):
    """A picture of a question, named by chance so that its address tells nothing."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    file = models.FileField(upload_to="questions/")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=300, blank=True)
    # When somebody sent it last; what no question shows some days later is swept.
    sent_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.alt or self.public_id


class QuestionKind(models.TextChoices):
    SINGLE = "single", "Một đáp án đúng"
    MULTIPLE = "multiple", "Nhiều đáp án đúng"
    TRUE_FALSE = "true_false", "Đúng hay sai"
    STATEMENTS = "statements", "Nhiều ý đúng/sai"
    SHORT = "short", "Trả lời ngắn"
    NUMBER = "number", "Điền số"
    ORDER = "order", "Sắp xếp thứ tự"
    MATCHING = "matching", "Nối cặp"
    BLANKS = "blanks", "Điền vào chỗ trống"
    SITUATION = "situation", "Tình huống"
    ESSAY = "essay", "Tự luận"
    PREDICTION = "prediction", "Dự đoán"


class Difficulty(models.TextChoices):
    EASY = "easy", "Dễ"
    MEDIUM = "medium", "Trung bình"
    HARD = "hard", "Khó"


class Revision(models.Model):
    """What a contestant sees of a question. Immutable: a change is a new revision."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=QuestionKind)
    difficulty = models.CharField(max_length=6, choices=Difficulty, default=Difficulty.MEDIUM)
    critical = models.BooleanField(default=False)
    stem = models.TextField()
    # [{"text": str, "fixed": bool}, …] in the author's order (ORDER: by alphabet).
    options = models.JSONField()
    # What the kind shows beside its options (quiz.rules.stored); {} for choices.
    body = models.JSONField(default=dict)
    picture = models.ForeignKey(Picture, null=True, on_delete=models.PROTECT, related_name="+")
    # Folded stem, for search and for finding the same question twice.
    stem_key = models.TextField()
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="revision_number")
        ]


class RevisionKey(models.Model):
    """The key of a revision. Never joined by a path that serves a paper. Immutable."""

    revision = models.OneToOneField(
        Revision, primary_key=True, on_delete=models.PROTECT, related_name="key"
    )
    # Indexes into Revision.options; what they mean for each kind: quiz.rules.stored.
    right = models.JSONField()
    # The rest of the key of kinds that need more: accepted texts, a number, keys of children.
    body = models.JSONField(default=dict)
    explanation = models.TextField(blank=True)
    # "Căn cứ" as the author typed it, when no citation could be linked.
    citation_text = models.CharField(max_length=500, blank=True)


class Citation(models.Model):
    """ "Điểm a khoản 1 Điều 8" of a document, as the ground of an answer."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="citations")
    document = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, related_name="citations")
    article = models.CharField(max_length=20, blank=True)
    clause = models.CharField(max_length=20, blank=True)
    point = models.CharField(max_length=20, blank=True)
    quote = models.TextField(blank=True)
    checked_on = models.DateField(null=True)


class ReviewDecision(models.TextChoices):
    APPROVED = "approved", "Đồng ý"
    RETURNED = "returned", "Trả lại"


class Review(models.Model):
    """A second person's word on a revision."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=ReviewDecision)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()


class PairDecision(models.TextChoices):
    OPEN = "open", "Chưa quyết định"
    BOTH = "both", "Giữ cả hai"
    RETIRED = "retired", "Đã ngừng dùng một câu"


class QuestionPair(models.Model):
    """Two questions that say the same or the opposite, until somebody has decided.

    `first` has the smaller id. It speaks of two revisions: once one of the questions says something
    else, the next search judges the pair anew.
    """

    first = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    first_revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    second_revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    # A value of quiz.rules.duplicates.Likeness, its place in the order of gravity, and the share of
    # common words in thousandths.
    likeness = models.CharField(max_length=13)
    gravity = models.PositiveSmallIntegerField()
    share_milli = models.PositiveSmallIntegerField()
    # {"first": [words only there], "second": [...]}
    words = models.JSONField(default=dict)
    decision = models.CharField(max_length=7, choices=PairDecision, default=PairDecision.OPEN)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="pair_once")]
        indexes = [models.Index(fields=["decision", "gravity"], name="pair_open")]
