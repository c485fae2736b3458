"""Store of results: marked attempts, comparable lines, standings, awards.

Everything here is derived from the answer ledger and the frozen rules, and can be recomputed to
the same bytes (`manage.py verify_scores`). Only `contests.results.services` writes it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import AdministrativeUnit, Organisation, Sex, User
from contests.models import Audience, Contest, Entrant, Paper, Round
from quiz.models import Revision


class AttemptResult(models.Model):
    """A handed-in paper, marked. The entrant's groups are copied: statistics join nothing."""

    paper = models.OneToOneField(
        Paper, primary_key=True, on_delete=models.PROTECT, related_name="result"
    )
    contest = models.ForeignKey(Contest, db_index=False, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, db_index=False, on_delete=models.PROTECT, related_name="+")
    entrant = models.ForeignKey(Entrant, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    commune = models.ForeignKey(
        AdministrativeUnit, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    audience = models.CharField(max_length=12, choices=Audience, blank=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    # Local calendar day of hand-in (Asia/Ho_Chi_Minh).
    day = models.DateField()
    correct = models.PositiveSmallIntegerField()
    questions = models.PositiveSmallIntegerField()
    # Attempt.number within (round, entrant), and the extra time of this attempt.
    number = models.PositiveIntegerField()
    extra_time_percent = models.PositiveSmallIntegerField(default=0)
    points_milli = models.IntegerField()
    passed = models.BooleanField()
    critical_failed = models.BooleanField(default=False)
    prediction = models.BigIntegerField(null=True)
    duration_ms = models.BigIntegerField()
    submitted_us = models.BigIntegerField()
    # "1" right, "0" wrong, "-" unanswered, per item of the paper.
    per_item = models.CharField(max_length=200)
    # False while disqualified or annulled: kept, shown struck out, never counted.
    is_valid = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["contest", "round", "entrant"], name="result_contest_entrant"),
            models.Index(fields=["contest", "day"], name="result_contest_day"),
        ]


class Line(models.Model):
    """One comparable line of an entrant: in a round, or (round empty) in the whole contest.

    `rank_key` sorts bytewise into the order of the rules; equal keys are a tie. Where every
    attempt is an entry of its own there is a line per attempt (`entry` > 0).
    """

    contest = models.ForeignKey(Contest, db_index=False, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(
        Round, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    entrant = models.ForeignKey(Entrant, on_delete=models.PROTECT, related_name="lines")
    entry = models.PositiveIntegerField(default=0)
    paper = models.ForeignKey(
        Paper, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    commune = models.ForeignKey(
        AdministrativeUnit, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    audience = models.CharField(max_length=12, choices=Audience, blank=True)
    rank_key = models.CharField(max_length=200)
    correct = models.PositiveSmallIntegerField()
    points_milli = models.IntegerField()
    passed = models.BooleanField()
    prediction = models.BigIntegerField(null=True)
    duration_ms = models.BigIntegerField(null=True)
    submitted_us = models.BigIntegerField()
    attempts = models.PositiveIntegerField()

    class Meta:
        constraints = [
            # Two constraints: SQLite has no "nulls not distinct".
            models.UniqueConstraint(
                fields=["round", "entrant", "entry"],
                condition=Q(round__isnull=False),
                name="one_line_in_round",
            ),
            models.UniqueConstraint(
                fields=["contest", "entrant", "entry"],
                condition=Q(round__isnull=True),
                name="one_line_in_contest",
            ),
        ]
        indexes = [
            models.Index(fields=["contest", "round", "rank_key", "id"], name="line_rank"),
            models.Index(
                fields=["contest", "round", "organisation", "rank_key"], name="line_org_rank"
            ),
            models.Index(
                fields=["contest", "round", "commune", "rank_key"], name="line_commune_rank"
            ),
        ]


class Standing(models.Model):
    """A ranked list, frozen and numbered; never overwritten, only followed by the next one.

    Rows go in by small chunks, so that no contest waits for them; `is_complete` makes the whole
    visible at once, and no selector shows a standing without it.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="standings")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="standings")
    version = models.PositiveSmallIntegerField()
    rule_version_number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=400, blank=True)
    is_complete = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # {"type": "P1", "actual": int, "formula": code, "counted": int}, empty without prediction.
    prediction = models.JSONField(default=dict)
    # [{"entrant": …, "before": rank, "after": rank}, …] against the version before.
    differences = models.JSONField(default=list)
    rows_count = models.PositiveIntegerField(default=0)
    # How many lines have each number of right answers: [[0, 3], [1, 10], …].
    histogram = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    audit_head = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "version"],
                condition=Q(round__isnull=False),
                name="standing_version_of_round",
            ),
            models.UniqueConstraint(
                fields=["contest", "version"],
                condition=Q(round__isnull=True),
                name="standing_version_of_contest",
            ),
        ]


class StandingRow(models.Model):
    """One place of a frozen standing."""

    standing = models.ForeignKey(Standing, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    rank = models.PositiveIntegerField()
    is_tied = models.BooleanField(default=False)
    entrant = models.ForeignKey(Entrant, on_delete=models.PROTECT, related_name="+")
    entry = models.PositiveIntegerField(default=0)
    # The counted attempt; empty where rounds are added up.
    paper = models.ForeignKey(
        Paper, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    commune = models.ForeignKey(
        AdministrativeUnit, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    audience = models.CharField(max_length=12, choices=Audience, blank=True)
    # Search key of the name, empty where only initials were shown.
    name_key = models.CharField(max_length=160, blank=True)
    rank_key = models.CharField(max_length=200)
    passed = models.BooleanField(default=False)
    draw = models.PositiveIntegerField(default=0)
    correct = models.PositiveSmallIntegerField()
    points_milli = models.IntegerField()
    prediction = models.BigIntegerField(null=True)
    prediction_distance = models.BigIntegerField(null=True)
    duration_ms = models.BigIntegerField(null=True)
    submitted_us = models.BigIntegerField()
    attempts = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standing", "position"], name="standing_position"),
            models.UniqueConstraint(
                fields=["standing", "entrant", "entry"], name="standing_entrant_once"
            ),
        ]
        indexes = [
            models.Index(fields=["standing", "organisation", "position"], name="standing_org"),
            models.Index(fields=["standing", "commune", "position"], name="standing_commune"),
            models.Index(fields=["standing", "audience", "position"], name="standing_audience"),
            # Searching a name reads this narrow index and nothing else.
            models.Index(
                fields=["standing", "position", "entrant", "name_key"], name="standing_name"
            ),
        ]


class UnitBoard(models.TextChoices):
    ORGANISATION = "organisation", "Tổ chức, đơn vị"
    COMMUNE = "commune", "Xã, phường, đặc khu"


class UnitRow(models.Model):
    """One place of an organisation or commune in a frozen standing."""

    standing = models.ForeignKey(Standing, on_delete=models.CASCADE, related_name="unit_rows")
    board = models.CharField(max_length=12, choices=UnitBoard)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    commune = models.ForeignKey(
        AdministrativeUnit, null=True, on_delete=models.PROTECT, related_name="+"
    )
    size_group = models.CharField(max_length=20, blank=True)
    rank = models.PositiveIntegerField()
    is_tied = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()
    head_count = models.PositiveIntegerField(null=True)
    passed = models.PositiveIntegerField()
    # Exact fractions as [numerator, denominator]; rounded only for display.
    average_points_milli = models.JSONField(default=list)
    score = models.JSONField(default=list)
    is_over_head_count = models.BooleanField(default=False)


class UnitTally(models.Model):
    """Counts of one unit while a contest runs, renewed by the scheduler: live boards read them.

    `round` empty: the whole contest, a person counted once. Rebuilt from results and lines, never
    added to, so that nothing can drift.
    """

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="+")
    board = models.CharField(max_length=12, choices=UnitBoard)
    # Organisation id or commune code.
    unit = models.CharField(max_length=20)
    attempts = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    points_milli = models.BigIntegerField()
    lines = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "board", "unit"],
                condition=models.Q(round__isnull=True),
                name="unit_tally_whole",
            ),
            models.UniqueConstraint(
                fields=["contest", "round", "board", "unit"],
                condition=models.Q(round__isnull=False),
                name="unit_tally_round",
            ),
        ]


class Progress(models.Model):
    """How far the scheduler is with a contest: what it looked at last, so that it rests."""

    contest = models.OneToOneField(Contest, primary_key=True, on_delete=models.CASCADE)
    # Raised by every change of a result; the tallies tell which value they were made at.
    changes = models.PositiveBigIntegerField(default=0)
    tallied = models.PositiveBigIntegerField(default=0)
    tallied_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)
    # Lines by round number ("0": the whole contest), as of the tallies: boards need not count.
    lines = models.JSONField(default=dict)


class PredictionActual(models.Model):
    """The actual value of a round's prediction question, taken once and never again."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="prediction_actual")
    value = models.BigIntegerField()
    formula = models.CharField(max_length=80)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    taken_at = models.DateTimeField()


class Draw(models.Model):
    """A public draw (bốc thăm) between tied entrants, recorded; the only thing that parts a tie.

    It holds for exactly these entrants: when the tie is of others, it parts nothing.
    `places` are entrant ids in the drawn order. `seed` when the order follows from one by the
    published formula (`results.rules.drawing`), else the minutes say how it was drawn.
    """

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="draws")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="draws")
    places = models.JSONField()
    seed = models.CharField(max_length=120, blank=True)
    minutes = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=400)
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    # Annulled it stays, with the reason, and parts nothing from then on.
    annulled_at = models.DateTimeField(null=True)
    annulled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    annulled_reason = models.CharField(max_length=400, blank=True)


class Award(models.Model):
    """A prize given to an entrant or to a unit. Taken back it stays, with the reason."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="awards")
    standing = models.ForeignKey(Standing, null=True, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="+")
    # Index of the prize in the rules, and its name as printed.
    prize = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    entrant = models.ForeignKey(Entrant, null=True, on_delete=models.PROTECT, related_name="awards")
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    commune = models.ForeignKey(
        AdministrativeUnit, null=True, on_delete=models.PROTECT, related_name="+"
    )
    amount_vnd = models.PositiveBigIntegerField(default=0)
    identity_checked_at = models.DateTimeField(null=True)
    identity_checked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["prize", "round__number", "position", "id"]
        indexes = [models.Index(fields=["contest", "prize"], name="award_contest_prize")]


class ItemAnalysis(models.Model):
    """What the answers of a contest say about its questions, as counted at one time."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="item_analyses")
    papers = models.PositiveIntegerField()
    # Kuder-Richardson 20 in thousandths; empty where it cannot be told.
    reliability_milli = models.IntegerField(null=True)
    computed_at = models.DateTimeField()
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contest"], condition=Q(is_current=True), name="one_current_analysis"
            )
        ]


class ItemFigure(models.Model):
    """One question of an analysis: `figures` is quiz.rules.analysis.ItemFigures as JSON."""

    analysis = models.ForeignKey(ItemAnalysis, on_delete=models.CASCADE, related_name="items")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    # Place of the gravest finding in quiz.rules.analysis.Finding; their number where there is none.
    gravity = models.PositiveSmallIntegerField()
    figures = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "revision"], name="item_figure_once")
        ]
