"""Persons, their accounts, roles and signed-in devices."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q

from accounts.fields import EncryptedTextField, new_public_id
from accounts.models.organisations import EthnicGroup, Organisation
from accounts.rules import devices, phone


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
