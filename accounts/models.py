"""Store of people and organisations. Only `accounts.services` and `accounts.audit` write it."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q

from accounts.fields import EncryptedTextField, new_public_id
from accounts.rules import devices, phone


class UnitLevel(models.TextChoices):
    PROVINCE = "province", "Cấp tỉnh"
    COMMUNE = "commune", "Cấp xã"


class UnitKind(models.TextChoices):
    TINH = "tinh", "Tỉnh"
    THANH_PHO = "thanh_pho", "Thành phố"
    XA = "xa", "Xã"
    PHUONG = "phuong", "Phường"
    DAC_KHU = "dac_khu", "Đặc khu"


class AdministrativeUnit(models.Model):
    """A province or commune as it stands today; the code never changes (QĐ 19/2025/QĐ-TTg)."""

    code = models.CharField(primary_key=True, max_length=5)
    level = models.CharField(max_length=8, choices=UnitLevel)
    kind = models.CharField(max_length=9, choices=UnitKind)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    search_key = models.CharField(max_length=120, db_index=True)
    sort_key = models.CharField(max_length=700, db_index=True)

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Kind and name, as in "Xã Sơn Hà"."""
        return f"{self.get_kind_display()} {self.name}"


class AdministrativeUnitPeriod(models.Model):
    """What a unit was called and which kind it was between two dates (`valid_to` excluded)."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.CASCADE, related_name="periods")
    kind = models.CharField(max_length=9, choices=UnitKind)
    name = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_period_start")
        ]


class EthnicGroup(models.Model):
    """A code of 121-TCTK/PPCĐ."""

    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(max_length=40)
    aliases = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    SO = "so", "Sở, ban, ngành"
    PHONG = "phong", "Phòng, đơn vị trực thuộc"
    UBND_TINH = "ubnd_tinh", "Ủy ban nhân dân cấp tỉnh"
    UBND_XA = "ubnd_xa", "Ủy ban nhân dân xã"
    UBND_PHUONG = "ubnd_phuong", "Ủy ban nhân dân phường"
    UBND_DAC_KHU = "ubnd_dac_khu", "Ủy ban nhân dân đặc khu"
    HOI_DONG = "hoi_dong", "Hội đồng phối hợp PBGDPL"
    TRUONG = "truong", "Trường học"
    DOANH_NGHIEP = "doanh_nghiep", "Doanh nghiệp"
    DOAN_THE = "doan_the", "Đoàn thể"
    KHAC = "khac", "Tổ chức khác"


class Organisation(models.Model):
    """A node of the organisation tree. `path` is "/1/5/9/": a subtree is one prefix filter."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=14, choices=OrganisationKind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=200, db_index=True)
    unit = models.ForeignKey(
        AdministrativeUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # How its documents are headed and signed (NĐ 30/2020): who stands above it, the symbol
    # after the number ("SKHCN"), the place before the date, the head's office and name.
    superior_name = models.CharField(max_length=200, blank=True)
    symbol = models.CharField(max_length=30, blank=True)
    place = models.CharField(max_length=80, blank=True)
    head_title = models.CharField(max_length=80, blank=True)
    head_name = models.CharField(max_length=80, blank=True)
    archive_line = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    search_key = models.CharField(max_length=260, db_index=True)
    sort_key = models.CharField(max_length=1700)

    class Meta:
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.name


class HeadCount(models.Model):
    """How many persons an organisation or a commune declared on a date (the denominator)."""

    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.CASCADE, related_name="head_counts"
    )
    unit = models.ForeignKey(
        AdministrativeUnit, null=True, on_delete=models.CASCADE, related_name="head_counts"
    )
    as_of = models.DateField()
    persons = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, unit__isnull=True)
                | Q(organisation__isnull=True, unit__isnull=False),
                name="head_count_of_one_thing",
            ),
            models.UniqueConstraint(fields=["organisation", "as_of"], name="head_count_org_date"),
            models.UniqueConstraint(fields=["unit", "as_of"], name="head_count_unit_date"),
        ]


class Sex(models.TextChoices):
    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"
    UNKNOWN = "", "Không trả lời"


class Person(models.Model):
    """Who someone is; may exist without an account. Phone and CCCD rest encrypted."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    full_name = models.CharField(max_length=120)
    search_key = models.CharField(max_length=160, db_index=True)
    sort_key = models.CharField(max_length=1000)
    birth_date = models.DateField(null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    phone = EncryptedTextField(blank=True)
    phone_index = models.CharField(max_length=43, blank=True, db_index=True)
    cccd = EncryptedTextField(blank=True)
    cccd_index = models.CharField(max_length=43, blank=True, db_index=True)
    email = models.EmailField(blank=True)
    ethnic_group = models.ForeignKey(EthnicGroup, null=True, blank=True, on_delete=models.PROTECT)
    position = models.CharField(max_length=120, blank=True)
    # The roster that knows this person, and its number there (unique within the organisation).
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="staff"
    )
    roster_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "roster_code"],
                condition=~Q(roster_code=""),
                name="person_roster_code",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def masked_phone(self) -> str:
        """For pages: ``09xx xxx 678``."""
        return phone.mask(self.phone)


class UserManager(BaseUserManager["User"]):
    """Looks a user up by the natural key; users are made by `accounts.services.users`."""


class User(AbstractBaseUser, PermissionsMixin):
    """A sign-in: by user name, e-mail or phone (found through its blind index)."""

    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(null=True, blank=True, unique=True)
    phone_index = models.CharField(max_length=43, null=True, blank=True, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.person.full_name


class Role(models.TextChoices):
    ADMIN = "admin", "Quản trị"
    ORGANIZER = "organizer", "Tổ chức cuộc thi"
    AUTHOR = "author", "Biên soạn câu hỏi"
    REVIEWER = "reviewer", "Thẩm định câu hỏi"
    PRESENTER = "presenter", "Dẫn chương trình"
    JUDGE = "judge", "Giám khảo"
    FOCAL_POINT = "focal_point", "Đầu mối đơn vị"
    VIEWER = "viewer", "Xem số liệu"


class Membership(models.Model):
    """A role of a user over an organisation and everything below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=12, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once")
        ]


class SignInSession(models.Model):
    """A signed-in device, shown to its owner and revocable."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    user_agent = models.CharField(max_length=300, blank=True)
    ip = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField()

    @property
    def device(self) -> str:
        """What it is, in a word or two a person knows."""
        return devices.device_name(self.user_agent)


class ConsentPurpose(models.TextChoices):
    RUN = "run", "Tham gia cuộc thi"
    PUBLISH = "publish", "Công bố họ tên, đơn vị khi xếp hạng, đạt giải"
    STATISTICS = "statistics", "Thống kê theo dân tộc"
    CONTACT = "contact", "Liên hệ về các cuộc thi sau"


class ConsentText(models.Model):
    """The words a person agrees to; a changed text is a new version."""

    purpose = models.CharField(max_length=10, choices=ConsentPurpose)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version")
        ]


class Consent(models.Model):
    """One agreement to one text, provable: version, time, address (NĐ 356/2025, Điều 6)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT)
    # What it was given for, as "contest:<public id>"; accounts knows nobody above it.
    scope = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    ip = models.GenericIPAddressField(null=True)
    by_guardian = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["person", "scope"], name="consent_person_scope")]


class DataRequestKind(models.TextChoices):
    VIEW = "view", "Xem dữ liệu về tôi"
    CORRECT = "correct", "Sửa dữ liệu sai"
    SUPPLY = "supply", "Cung cấp bản sao dữ liệu"
    WITHDRAW = "withdraw", "Rút lại sự đồng ý"
    RESTRICT = "restrict", "Hạn chế việc dùng dữ liệu"
    OBJECT = "object", "Phản đối việc dùng dữ liệu"
    ERASE = "erase", "Xóa dữ liệu"


class DataRequest(models.Model):
    """Somebody uses a right over their data; the law's clocks run (NĐ 356/2025, Điều 5)."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=8, choices=DataRequestKind)
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    acknowledge_by = models.DateField()
    answer_by = models.DateField(db_index=True)
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.get_kind_display()


class AuditEvent(models.Model):
    """What was done, by whom, when, from where. Inserted unchained; the sealer numbers it."""

    at = models.DateTimeField()
    action = models.CharField(max_length=60, db_index=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(max_length=140)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    object_label = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    seal_number = models.BigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            models.Index(fields=["organisation", "-at"], name="audit_org_at"),
        ]


class JobState(models.TextChoices):
    WAITING = "waiting", "Đang chờ"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Xong"
    FAILED = "failed", "Không thành công"
    CANCELLED = "cancelled", "Đã hủy"


class Job(models.Model):
    """Long work somebody waits for: progress, cancel, checkpoint, lease."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=60)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="jobs")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=9, choices=JobState, default=JobState.WAITING)
    payload = models.JSONField(default=dict)
    checkpoint = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    message = models.CharField(max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "lease_until"], name="job_state_lease")]


class StoredFile(models.Model):
    """A file somebody sent, bound to its sender and organisation; never named by a client."""

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to="uploads/%Y/%m/")
    created_at = models.DateTimeField(auto_now_add=True)


class RateCounter(models.Model):
    """How often something was tried in one window; the key is a keyed hash, never a name."""

    key = models.CharField(primary_key=True, max_length=43)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)


class Lease(models.Model):
    """Who runs a periodic duty now: taken by a conditional UPDATE, lost when it expires."""

    name = models.CharField(primary_key=True, max_length=60)
    holder = models.CharField(max_length=80, blank=True)
    until = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
