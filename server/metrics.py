"""Counters for operators, in Prometheus's text form."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.answer import Answer

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "lhsia_requests", "Requests served.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "lhsia_request_seconds", "Time until a reply was complete.", ["route"], registry=self.registry
        )
        self.answers = Counter(
            "lhsia_answers", "Answers given.", ["outcome", "language"], registry=self.registry
        )
        self.answer_seconds = Histogram(
            "lhsia_answer_seconds", "Time to make an answer, by step.", ["step"], registry=self.registry
        )
        self.feedback = Counter("lhsia_feedback", "Feedback kept.", ["helpful"], registry=self.registry)
        self.passages = Gauge("lhsia_passages", "Passages in the served index.", registry=self.registry)

    def count_answer(self, answer: Answer) -> None:
        """Count one answer and the time of its steps."""
        self.answers.labels(answer.outcome, answer.language).inc()
        for step, milliseconds in answer.timings_ms.items():
            self.answer_seconds.labels(step).observe(milliseconds / 1000)

    def text(self) -> bytes:
        """Everything counted."""
        return generate_latest(self.registry)


class Measured:
    """ASGI middleware: counts requests of the API by route and status, and their time."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and count it."""
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self.app(scope, receive, send)
            return
        status, started = 500, time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self.metrics.requests.labels(scope["method"], route, str(status)).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - started)
