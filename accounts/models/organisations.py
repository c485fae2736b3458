"""Administrative units, ethnic groups, the organisation tree, head-counts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


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
