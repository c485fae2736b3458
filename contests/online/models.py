"""Store of the online form: attempts. Only `contests.online.services` writes it."""

from __future__ import annotations

from django.db import models

from contests.models import Entrant, Paper, Round


class Attempt(models.Model):
    """One online sitting of one paper (lượt thi).

    `number` runs from 1 within (round, entrant). The unique constraint is what lets exactly one
    of many simultaneous starts win (promise P12).
    """

    paper = models.OneToOneField(
        Paper, primary_key=True, on_delete=models.PROTECT, related_name="attempt"
    )
    entrant = models.ForeignKey(Entrant, on_delete=models.PROTECT, related_name="attempts")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    # Signals for the jury, never a verdict: keyed hashes of address and browser.
    address_index = models.CharField(max_length=43, blank=True)
    browser_index = models.CharField(max_length=43, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "entrant", "number"], name="one_attempt_per_number"
            )
        ]
