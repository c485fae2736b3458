"""The real addresses plus /orm-luu/, the answer route written the usual way."""

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config.urls import urlpatterns as real
from contests import tickets
from contests.clock import SYSTEM
from contests.models import AnswerEvent, Paper


@csrf_exempt
def orm_save(request: HttpRequest) -> JsonResponse:
    now_us = SYSTEM.now_us()
    ticket = tickets.parse(request.headers["X-Phieu"], now_us)
    given: dict[str, Any] = json.loads(request.body)
    with transaction.atomic():
        paper = Paper.objects.select_for_update().get(public_id=ticket.paper)
        if paper.state != "open" or now_us > paper.deadline_us + paper.grace_us:
            return JsonResponse({"refused": "closed"}, status=409)
        AnswerEvent.objects.update_or_create(
            paper=paper,
            client_key=given["k"],
            defaults={
                "item": given["i"],
                "response": given["r"],
                "client_seq": given["s"],
                "received_us": now_us,
                "committed_us": now_us,
            },
        )
    return JsonResponse({"saved": [given["k"]]})


urlpatterns = [path("orm-luu/", orm_save), *real]
