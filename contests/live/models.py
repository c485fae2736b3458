"""Store of the live form: sessions, players, and the two logs from which everything follows.

A session's truth is its row (version, phase, run, instants, state), its commands and its answers;
points and places are derived (`contests.live.rules.sheet`). Instants are integers of microseconds
since the epoch, UTC. Only `contests.live.services` and `contests.answers` write.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.fields import EncryptedTextField, new_public_id
from accounts.models import Organisation, User
from contests.models import Contest, Entrant, Round
from quiz.models import Revision


class EntryKind(models.TextChoices):
    """Who may join. Sessions whose result counts take registered entrants or one-time codes."""

    OPEN = "open", "Ai có mã phòng cũng vào được"
    ENTRANTS = "entrants", "Người đã đăng ký dự thi"
    CODES = "codes", "Người có mã dùng một lần"


class LiveSession(models.Model):
    """A live session (phòng thi trực tiếp), in a contest or on its own for an organisation.

    `draft` is the set-up being edited; `plan` is frozen when the lobby opens (with every question
    and its key) and never changes afterwards. `version` rises by one with every transition, each of
    which is a row of `LiveCommand`; `state` is `contests.live.rules.state` as JSON. The columns
    beside it repeat what the answer's statement asks.
    """

    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)
    title = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="live_sessions"
    )
    contest = models.ForeignKey(
        Contest, null=True, on_delete=models.PROTECT, related_name="live_sessions"
    )
    # Where the standing goes when the result counts.
    round = models.ForeignKey(
        Round, null=True, on_delete=models.PROTECT, related_name="live_sessions"
    )
    entry = models.CharField(max_length=8, choices=EntryKind, default=EntryKind.OPEN)
    counts = models.BooleanField(default=False)
    is_rehearsal = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    # Emblem, colours, sponsor line: {"emblem": …, "colour": …, "sponsor": …}.
    look = models.JSONField(default=dict)
    # Teams, names and other settings that are not of one segment, until the lobby opens.
    draft = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    plan_sha256 = models.CharField(max_length=64, blank=True)
    # Six digits while the lobby is open, else empty; the projector's address holds its key.
    code = models.CharField(max_length=6, blank=True)
    projector_key = models.CharField(max_length=22, unique=True, default=new_public_id)
    is_joinable = models.BooleanField(default=False)
    # How many ever joined; raised under the row's lock, so that it numbers the players.
    players_count = models.PositiveIntegerField(default=0)
    # Raised by every later change of a player: who was removed, who came back on another device.
    roster = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    phase = models.CharField(max_length=10, default="draft")
    run = models.PositiveIntegerField(default=0)
    opens_us = models.BigIntegerField(default=0)
    closes_us = models.BigIntegerField(default=0)
    # The last pause: what arrives within it does not count.
    gap_from_us = models.BigIntegerField(default=0)
    gap_to_us = models.BigIntegerField(default=0)
    state = models.JSONField(default=dict)
    planned_at = models.DateTimeField(null=True)
    started_us = models.BigIntegerField(null=True)
    ended_us = models.BigIntegerField(null=True)
    # LiveResult rows are complete.
    has_results = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="live_code_among_open"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "phase"], name="live_org_phase"),
            models.Index(fields=["phase"], name="live_phase"),
        ]

    def __str__(self) -> str:
        return self.title


class LiveSegment(models.Model):
    """One part of a session (phần thi) while it is prepared.

    `mode` and `settings` are those of `contests.live.rules.plan`.
    """

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="segments")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    mode = models.CharField(max_length=20)
    settings = models.JSONField(default=dict)
    # Cells of a blueprint by which the questions were drawn; empty when they were picked.
    blueprint = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="live_segment_position")
        ]


class LiveQuestion(models.Model):
    """A question of a segment while it is prepared: an approved revision and what is special.

    `extras` overrides the segment's seconds and points, holds the speaker's note and what is not a
    question of a bank (the hints of an obstacle, for one).
    """

    segment = models.ForeignKey(LiveSegment, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    extras = models.JSONField(default=dict)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["segment", "position"], name="live_question_position")
        ]


class LiveCode(models.Model):
    """A one-time code (8 of 31 letters) by which one person or one team's device joins."""

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="codes")
    code = EncryptedTextField()
    code_index = models.CharField(max_length=43, unique=True)
    # Whose it is: the name shown, the team or unit it plays for.
    label = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=80, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    entrant = models.ForeignKey(Entrant, null=True, on_delete=models.PROTECT, related_name="+")


class LivePlayer(models.Model):
    """A player of one session: a person, or a team's device.

    Written by the writer when they join; afterwards only commands of the host change the row.
    `epoch` is in every ticket: raised when another device takes over or the player is removed.
    """

    session = models.ForeignKey(
        LiveSession, on_delete=models.PROTECT, db_index=False, related_name="players"
    )
    name = models.CharField(max_length=80)
    # Folded form of a nickname, unique in its session; null for real names, which may be alike.
    name_key = models.CharField(max_length=80, null=True)
    name_hidden = models.BooleanField(default=False)
    # From 1 in the order of joining: what is shown where a name may not be.
    number = models.PositiveIntegerField()
    unit = models.CharField(max_length=80, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    entrant = models.ForeignKey(
        Entrant, null=True, on_delete=models.PROTECT, related_name="live_players"
    )
    code = models.ForeignKey(LiveCode, null=True, on_delete=models.PROTECT, related_name="players")
    client_key = models.CharField(max_length=40)
    is_bot = models.BooleanField(default=False)
    epoch = models.PositiveIntegerField(default=0)
    is_removed = models.BooleanField(default=False)
    joined_us = models.BigIntegerField()
    # `LiveSession.roster` at the last change after joining.
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="live_player_number"),
            models.UniqueConstraint(fields=["session", "client_key"], name="live_join_once"),
            models.UniqueConstraint(fields=["session", "name_key"], name="live_name_once"),
            models.UniqueConstraint(fields=["session", "entrant"], name="live_entrant_once"),
            models.UniqueConstraint(fields=["session", "code"], name="live_code_once"),
        ]
        indexes = [
            models.Index(
                fields=["session", "changed"],
                condition=Q(changed__gt=0),
                name="live_player_changed",
            )
        ]

    def __str__(self) -> str:
        return self.name


class LiveAnswer(models.Model):
    """THE LEDGER of live answers: one per player and run, final. Appended by the writer only.

    A run is one opening of one question. `response` holds displayed letters in order, or text. A
    press of the buzzer stands here too, with its instant in `buzz_us`: there may be several.
    """

    session = models.ForeignKey(
        LiveSession, on_delete=models.PROTECT, db_index=False, related_name="answers"
    )
    player = models.ForeignKey(
        LivePlayer, on_delete=models.PROTECT, db_index=False, related_name="answers"
    )
    run = models.PositiveIntegerField()
    buzz_us = models.BigIntegerField(default=0)
    response = models.CharField(max_length=200, blank=True)
    client_key = models.CharField(max_length=40)
    received_us = models.BigIntegerField()
    committed_us = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "run", "player", "buzz_us"], name="live_answer_once"
            ),
            models.UniqueConstraint(fields=["player", "client_key"], name="live_answer_key"),
        ]


class LiveCommand(models.Model):
    """One transition of a session: what, by whom, from which device, when, why.

    `version` is the version the session had afterwards, so that no two can claim the same place.
    `by` is empty for what the clock did. `effects` are the facts that score (`rules.step.Fact`).
    """

    session = models.ForeignKey(
        LiveSession, on_delete=models.PROTECT, db_index=False, related_name="commands"
    )
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=20)
    args = models.JSONField(default=dict)
    facts = models.JSONField(default=list)
    at_us = models.BigIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=40, blank=True)
    client_key = models.CharField(max_length=40, null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["session", "version"], name="live_command_version"),
            models.UniqueConstraint(fields=["session", "client_key"], name="live_command_key"),
        ]


class LiveProcess(models.Model):
    """A process that holds a room while a question is open: what it has written so far.

    A question is settled when every row of the session that is younger than a second has
    `flushed_run` at the run that closed.
    """

    session = models.ForeignKey(
        LiveSession, on_delete=models.CASCADE, db_index=False, related_name="processes"
    )
    process = models.CharField(max_length=80)
    beat_us = models.BigIntegerField()
    flushed_run = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "process"], name="live_process_once")
        ]


class LiveResult(models.Model):
    """One line of the final standing of a session, derived from its logs after the end."""

    session = models.ForeignKey(
        LiveSession, on_delete=models.CASCADE, db_index=False, related_name="results"
    )
    player = models.OneToOneField(
        LivePlayer, primary_key=True, on_delete=models.PROTECT, related_name="result"
    )
    place = models.PositiveIntegerField()
    points_milli = models.BigIntegerField()
    correct = models.PositiveSmallIntegerField()
    answered = models.PositiveSmallIntegerField()
    duration_us = models.BigIntegerField()
    # The player's unit and its own place, where units are ranked.
    unit = models.CharField(max_length=80, blank=True)
    unit_place = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["session", "place"], name="live_result_place")]


class LiveFigure(models.Model):
    """What the answers of a session that was really played say about one revision, stored with its
    results: `figures` is quiz.rules.analysis.ItemFigures as JSON."""

    session = models.ForeignKey(
        LiveSession, on_delete=models.CASCADE, db_index=False, related_name="figures"
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    computed_at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "revision"], name="live_figure_once")
        ]
