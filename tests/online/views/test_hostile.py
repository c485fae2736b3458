"""What nobody's browser sends: addresses with NUL, and one subscriber with many addresses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.services.limits import Limit, hit, source
from tests.contests.scene import make_scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "tail",
    [
        "ket-qua/?don-vi=a%00b",
        "ket-qua/?xa=%00",
        "dang-ky/xa.json?tinh=%00",
        "dang-ky/don-vi.json?q=a%00",
        "thi-thu/%00/",
        "bien-nhan/a%00b/",
    ],
)
def test_an_address_with_nul_is_an_unknown_one(tail: str) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get(f"/cuoc-thi/{make_scene().contest.slug}/{tail}")
    assert answer.status_code == 404


def test_a_subscriber_with_a_whole_ipv6_network_is_counted_once() -> None:
    limit = Limit(2, timedelta(minutes=5))
    tries = [hit(scope="t", who=source(f"2001:db8:1:2::{n:x}"), limit=limit) for n in range(3)]
    assert [one.allowed for one in tries] == [True, True, False]
    assert source("2001:db8:1:3::1") != source("2001:db8:1:2::1")
    assert source("::ffff:203.0.113.9") == source("203.0.113.9") == "203.0.113.9"
    assert source(None) == "-"
