"""Store of contests: rules, entrants, papers and the ANSWER LEDGER shared by all forms.

Instants that decide something (start, deadline, hand-in, receipt of an answer) are integers of
microseconds since the epoch, UTC: they are compared inside one SQL statement and must mean the
same to the bit on SQLite and PostgreSQL. Only services and `contests.answers` write.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.fields import EncryptedTextField, new_public_id
from accounts.models import (
    AdministrativeUnit,
    EthnicGroup,
    Organisation,
    Person,
    Sex,
    StoredFile,
    User,
)
from quiz.models import Revision
from quiz.rules.responses import RESPONSE_MAX


class ContestForm(models.TextChoices):
    ONLINE = "online", "Thi trực tuyến"
    LIVE = "live", "Thi sân khấu, trực tiếp"
    WRITTEN = "written", "Thi viết"


class ContestState(models.TextChoices):
    DRAFT = "draft", "Đang soạn"
    PUBLISHED = "published", "Đã công bố"
    CANCELLED = "cancelled", "Đã hủy"


class Contest(models.Model):
    """A contest. What ranks is in its rule versions; the drafts are what is being set up."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    # In addresses and on posters: lower-case ASCII letters, digits, hyphens.
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    form = models.CharField(max_length=7, choices=ContestForm, default=ContestForm.ONLINE)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="contests"
    )
    state = models.CharField(max_length=9, choices=ContestState, default=ContestState.DRAFT)
    # "Chạy thử": true until plan, decision and rules have number, date and signer.
    is_trial = models.BooleanField(default=True)
    preset = models.CharField(max_length=20, blank=True)
    purpose = models.TextField(blank=True)
    contact = models.CharField(max_length=300, blank=True)
    draft_rules = models.JSONField(default=dict)
    # [{"name": str, "opens_at": ISO instant, "closes_at": ISO instant}, …]
    draft_rounds = models.JSONField(default=list)
    # Of a published contest: {"title": str, "partners": [[organisation id, [right, …]], …]} as
    # changed since; in force, as everything, with the next version. Empty: nothing changed.
    draft_basics = models.JSONField(default=dict)
    current_version = models.ForeignKey(
        "RuleVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class PartnerRight(models.TextChoices):
    VIEW = "view", "Xem số liệu"
    ENTRANTS = "entrants", "Quản lý người dự thi của đơn vị"
    RESULTS = "results", "Xem kết quả chi tiết"


class ContestPartner(models.Model):
    """A cooperating organisation (cơ quan phối hợp) and what it may do."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    rights = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "organisation"], name="partner_once")
        ]


class RuleVersion(models.Model):
    """The rules as published, frozen; a later change is a new version with a reason."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="rule_versions")
    number = models.PositiveSmallIntegerField()
    # contests.rules.ruleset JSON, and the facts (title, rounds, organisers) it was printed with.
    rules = models.JSONField()
    facts = models.JSONField()
    # The thể lệ as published: [{"title": str, "paragraphs": [str, …]}, …].
    text = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=400, blank=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="rule_version_number")
        ]


class Round(models.Model):
    """A stretch of time in which papers of the contest may be sat (đợt thi, tuần thi).

    Written by publishing only: what people were promised is what counts.
    """

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="round_number"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")), name="round_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PoolUse(models.TextChoices):
    """What a question of the pool is for. Those of practice do not come in the real thing, so that
    nobody reads the pool through thi thử; "both" where the pool is too small to set any aside."""

    REAL = "real", "Thi"
    PRACTICE = "practice", "Thi thử"
    BOTH = "both", "Thi và thi thử"


class PoolQuestion(models.Model):
    """A revision that papers of the contest may draw, frozen at publishing."""

    rule_version = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="pool")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=60, blank=True)
    use = models.CharField(max_length=8, choices=PoolUse, default=PoolUse.REAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule_version", "revision"], name="pool_once")
        ]


class DocumentRole(models.TextChoices):
    KE_HOACH = "ke_hoach", "Kế hoạch"
    QUYET_DINH = "quyet_dinh", "Quyết định thành lập Ban Tổ chức"
    THE_LE = "the_le", "Thể lệ"


class IssuedDocument(models.Model):
    """Number, date, signer and signed file of a document of the contest, entered after signing."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="issued_documents")
    role = models.CharField(max_length=10, choices=DocumentRole)
    number = models.CharField(max_length=60)
    signed_on = models.DateField()
    signer = models.CharField(max_length=120)
    signer_title = models.CharField(max_length=120)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "role"], name="issued_document_once")
        ]


class CommitteeMember(models.Model):
    """A member of a body of the contest: printed in the decision, may not enter."""

    class Body(models.TextChoices):
        BAN_TO_CHUC = "ban_to_chuc", "Ban Tổ chức"
        TO_THU_KY = "to_thu_ky", "Tổ Thư ký"
        TO_RA_DE = "to_ra_de", "Tổ ra đề"
        TO_THAM_DINH = "to_tham_dinh", "Tổ thẩm định đề"
        # Not printed in the decision: relatives, technicians and others the organiser names.
        EXCLUDED = "excluded", "Người khác không được dự thi"

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="committee")
    body = models.CharField(max_length=12, choices=Body)
    position = models.PositiveSmallIntegerField(default=0)
    full_name = models.CharField(max_length=120)
    search_key = models.CharField(max_length=160, db_index=True)
    office = models.CharField(max_length=160, blank=True)
    duty = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["body", "position", "id"]


class Audience(models.TextChoices):
    """The groups of `contests.rules.choices.Audience`, with their names."""

    CBCCVC = "cbccvc", "Cán bộ, công chức, viên chức"
    LLVT = "llvt", "Lực lượng vũ trang"
    LAO_DONG = "lao_dong", "Người lao động trong doanh nghiệp"
    NONG_DAN = "nong_dan", "Nông dân, ngư dân"
    HOC_SINH = "hoc_sinh", "Học sinh"
    SINH_VIEN = "sinh_vien", "Sinh viên"
    HUU_TRI = "huu_tri", "Hưu trí"
    KHAC = "khac", "Đối tượng khác"


class EntrantState(models.TextChoices):
    ACTIVE = "active", "Đang dự thi"
    DISQUALIFIED = "disqualified", "Bị loại"
    WITHDRAWN = "withdrawn", "Đã rút"


class Entrant(models.Model):
    """A person in one contest, with organisation, commune and audience as they were then."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="entrants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="entries")
    # The mã dự thi: found by its index, readable for the "lưu ảnh" page of its owner.
    code = EncryptedTextField()
    code_index = models.CharField(max_length=43, unique=True)
    # Blind index of the person key the rules chose; slot < persons_per_phone for a family phone.
    key_index = models.CharField(max_length=43)
    key_slot = models.PositiveSmallIntegerField(default=0)
    # As given here: the person may be known under another number, or under none.
    phone = EncryptedTextField(blank=True)
    phone_index = models.CharField(max_length=43, blank=True, db_index=True)
    full_name = models.CharField(max_length=120)
    # What boards show, settled at registration by consent, age and rules.
    display_name = models.CharField(max_length=120)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    commune = models.ForeignKey(
        AdministrativeUnit, null=True, on_delete=models.PROTECT, related_name="+"
    )
    audience = models.CharField(max_length=12, choices=Audience, blank=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    ethnic_group = models.ForeignKey(EthnicGroup, null=True, on_delete=models.PROTECT)
    extra_time_percent = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=EntrantState, default=EntrantState.ACTIVE)
    state_reason = models.CharField(max_length=300, blank=True)
    # Things a human should look at: "shared_phone", "registered_by_focal_point", …
    flags = models.JSONField(default=list)
    guardian_name = models.CharField(max_length=120, blank=True)
    guardian_relation = models.CharField(max_length=40, blank=True)
    guardian_phone = EncryptedTextField(blank=True)
    registered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    # The ticket epoch: a re-issued code or a ban ends every ticket given out before.
    epoch = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "key_index", "key_slot"], name="one_entrant_per_key"
            )
        ]
        indexes = [
            models.Index(fields=["contest", "organisation"], name="entrant_contest_org"),
            models.Index(fields=["contest", "commune"], name="entrant_contest_commune"),
        ]

    def __str__(self) -> str:
        return self.full_name


class PaperState(models.TextChoices):
    OPEN = "open", "Đang làm"
    SUBMITTED = "submitted", "Đã nộp"
    ANNULLED = "annulled", "Đã hủy"


class CloseKind(models.TextChoices):
    BY_PERSON = "person", "Người dự thi nộp"
    BY_TIME = "time", "Hết giờ, bài đã lưu được nộp"


_TO_MARK = Q(state="submitted", is_practice=False, is_marked=False)


class Paper(models.Model):
    """What one person got, frozen: which revisions, in which order, with which options.

    `items` is `[[revision id, "2013", points in thousandths], …]`, the option order as digits of
    original indexes. `sha256` covers every word as shown, so that a changed revision would be
    noticed. A practice paper has no entrant and never counts.
    """

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="papers")
    rule_version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="+")
    entrant = models.ForeignKey(Entrant, null=True, on_delete=models.PROTECT, related_name="papers")
    is_practice = models.BooleanField(default=False)
    seed = models.CharField(max_length=64)
    items = models.JSONField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=PaperState, default=PaperState.OPEN)
    # Raised by every change of state or time: a ticket of an older epoch writes nothing.
    epoch = models.PositiveIntegerField(default=0)
    started_us = models.BigIntegerField()
    deadline_us = models.BigIntegerField()
    # Published grace included in what is accepted, never in what is shown.
    grace_us = models.BigIntegerField(default=0)
    extra_time_percent = models.PositiveSmallIntegerField(default=0)
    closed_us = models.BigIntegerField(null=True)
    # Time between handing in and being opened again, of all reopenings: nobody worked then.
    paused_us = models.BigIntegerField(default=0)
    close_kind = models.CharField(max_length=6, choices=CloseKind, blank=True)
    close_key = models.CharField(max_length=40, blank=True)
    # Mã biên nhận, given when the paper is handed in, by hand or by time.
    receipt = models.CharField(max_length=12, blank=True, db_index=True)
    annul_reason = models.CharField(max_length=300, blank=True)
    # Whether results hold this hand-in; written with the result. What waits is found by it alone.
    is_marked = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["deadline_us"], condition=Q(state="open"), name="paper_open_due"),
            # As small as what waits to be marked, however many papers there are.
            models.Index(fields=["closed_us"], condition=_TO_MARK, name="paper_to_mark"),
            models.Index(
                fields=["contest", "closed_us"], condition=_TO_MARK, name="paper_to_mark_contest"
            ),
            models.Index(fields=["contest", "closed_us"], name="paper_contest_closed"),
        ]


class AnswerEvent(models.Model):
    """THE LEDGER: one choice as it arrived. Appended by `contests.answers` only, never changed.

    `item` is the position in the paper from 1; 0 is the prediction. `response` is an
    answer in the alphabet of `quiz.rules.responses` ("B", "AC", "TF-T", typed words), or digits
    for a prediction; "" takes it back.
    The answer that counts for an item is the one with the greatest (client_seq, id).
    """

    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, related_name="answers", db_index=False
    )
    item = models.PositiveSmallIntegerField()
    response = models.CharField(max_length=RESPONSE_MAX, blank=True)
    client_key = models.CharField(max_length=40)
    client_seq = models.BigIntegerField()
    received_us = models.BigIntegerField()
    committed_us = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "client_key"], name="answer_once_per_key")
        ]


class KeyCorrection(models.Model):
    """A corrected key of a revision within a contest; marks change only through a new standing."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="key_corrections")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    # Original option indexes; an empty list voids the question (everybody gets it right).
    right = models.JSONField(default=list)
    reason = models.CharField(max_length=400)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "revision"], name="one_key_correction")
        ]


class Expense(models.Model):
    """Money spent on the contest besides its prizes, in đồng; asked for by the report."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="expenses")
    label = models.CharField(max_length=160)
    amount_vnd = models.PositiveBigIntegerField()
