"""Building the whole demo, once, on an empty installation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from accounts.models import AdministrativeUnit, User
from accounts.services.organisations import set_head_count
from accounts.services.tree_seed import seed_department
from contests.clock import DemoClock
from contests.models import Contest
from contests.online.services.closing import sweep_due
from contests.portal.services.demo.cast import seed_cast
from contests.portal.services.demo.contests import make, plans
from contests.portal.services.demo.live import seed_live
from contests.portal.services.demo.play import run
from contests.portal.services.demo.population import population
from contests.portal.services.demo.reports import seed_reports
from contests.results.services.awarding import give, propose
from contests.results.services.marking import mark_everything
from contests.results.services.standings import freeze, publish
from quiz.services.seeding import home_organisation
from quiz.services.seeding import seed as seed_banks

SEED = 20261109

Say = Callable[[str], None]


def seed_demo(*, now: datetime, site: str, say: Say, scale: float = 1.0) -> None:
    """Make people, contests, attempts, standings around `now`. Needs the reference data.

    `scale` shrinks the number of people and attempts (tests). Everything that is drawn comes from
    one seed, so two machines that start in the same minute show the same names and scores.
    """
    chance = Random(SEED)  # noqa: S311 - invented people, not a draw
    seed_department(communes=True)
    organisation = home_organisation("SKHCN")
    seed_banks(organisation)
    _head_counts(chance, now)
    organizer = seed_cast()
    clock = DemoClock(now)
    first_phone = 1000
    for plan in plans(now):
        people = max(5, round(plan.people * scale))
        attempts = max(people, round(plan.attempts * scale))
        say(f"{plan.title}: {attempts} lượt thi")
        contest = make(plan, actor=organizer, clock=clock, site=site)
        _play(contest, chance, clock, now, people, attempts, first_phone, say)
        first_phone += people
        _finish(contest, organizer, now, clock)
    seed_reports(organizer=organizer, now=now, say=say)
    say("Phòng thi trực tiếp: một phòng đã xong, một phòng chờ người dẫn")
    seed_live(organisation=organisation, now=now, chance=chance)


def _head_counts(chance: Random, now: datetime) -> None:
    """Invented head-counts of the communes, so that rates have a denominator."""
    for unit in AdministrativeUnit.objects.filter(parent_id="51").order_by("code"):
        persons = chance.randrange(3_000, 24_000, 100)
        for year in (now.year - 1, now.year):
            set_head_count(
                actor=None,
                unit=unit,
                as_of=date(year, 1, 1),
                persons=persons + 50 * (year - now.year),
                note="Số minh họa",
            )


def _play(
    contest: Contest,
    chance: Random,
    clock: DemoClock,
    now: datetime,
    people: int,
    attempts: int,
    first_phone: int,
    say: Say,
) -> None:
    """Attempts over the rounds that have begun; the open one only up to a little before now."""
    rounds = [one for one in contest.rounds.all() if one.opens_at < now - timedelta(hours=2)]
    for one in rounds:
        one.closes_at = min(one.closes_at, now - timedelta(hours=1))
    run(
        contest=contest,
        rounds=rounds,
        people=population(chance, size=people, year=now.year, first_phone=first_phone),
        attempts=attempts,
        chance=chance,
        clock=clock,
        progress=lambda done, total: say(f"  {done}/{total}"),
    )
    clock.set(now)
    sweep_due(clock=clock)


def _finish(contest: Contest, organizer: User, now: datetime, clock: DemoClock) -> None:
    """Mark; freeze and publish the standings of what is over, and give its prizes."""
    mark_everything(contest)
    rounds = list(contest.rounds.all())
    if rounds[-1].closes_at > now:
        return
    clock.set(min(now, rounds[-1].closes_at + timedelta(days=3)))
    # The whole contest last: its collective boards count everybody once.
    for one in [*rounds, None]:
        standing = freeze(contest=contest, round_=one, actor=organizer, clock=clock)
        publish(standing=standing, actor=organizer)
    certain = sorted(propose(contest).certain)
    if certain:
        give(contest=contest, keys=certain, actor=organizer, clock=clock)
