"""Promise P23: a limit holds exactly when many ask at once. Control: count, then write."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from accounts.models import RateCounter
from accounts.services import limits

LIMIT = limits.Limit(50, timedelta(minutes=5))


def together(count: int, call: Callable[[], bool]) -> int:
    def one(_: int) -> bool:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        return sum(pool.map(one, range(count)))


@pytest.mark.race
@pytest.mark.promise("P23")
@pytest.mark.django_db(transaction=True)
def test_the_counter_is_exact(trials: Callable[[int, int], int], record_promise: Any) -> None:
    tries = trials(200, 1000)
    passed = together(tries, lambda: limits.hit(scope="join", who="x", limit=LIMIT).allowed)
    assert passed == 50

    # Control: the same limit as look-then-count lets more through.
    import threading

    barrier = threading.Barrier(16)
    RateCounter.objects.create(key="naive", count=49, expires_at="2099-01-01T00:00:00Z")

    def naive() -> bool:
        seen = RateCounter.objects.get(key="naive").count
        barrier.wait(10)
        if seen >= 50:
            return False
        RateCounter.objects.filter(key="naive").update(count=F("count") + 1)
        return True

    control = together(16, naive)
    assert control > 1
    record_promise(
        "P23",
        figure=f"{passed} of {tries} passed a limit of 50",
        trials=tries,
        control=f"look-then-count: {control} passed where 1 may",
    )
