"""What is measured; no label holds anything that a person wrote."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from bot.guard import Verdict

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)


class Metrics:
    """One registry an application, so that two in a process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.answers = Counter(
            "hanni_answers",
            "Answers by outcome, language and author",
            ["outcome", "language", "answered_by"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "hanni_answer_seconds",
            "Time from question to whole answer",
            ["answered_by"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.model_failures = Counter(
            "hanni_model_failures",
            "Model answers that were replaced by the extractive one, by reason",
            ["reason"],
            registry=self.registry,
        )
        self.guard = Counter(
            "hanni_guard",
            "What the guard found in questions, by kind",
            ["kind"],
            registry=self.registry,
        )
        self.feedback = Counter("hanni_feedback", "Opinions", ["helpful"], registry=self.registry)
        self.refused = Counter(
            "hanni_rate_limited", "Requests over the rate limit", registry=self.registry
        )
        self.snapshot = Gauge(
            "hanni_snapshot", "Snapshot that is answered from", registry=self.registry
        )

    def count_verdict(self, verdict: Verdict) -> None:
        """Count what the guard found in a question."""
        for kind in verdict.kinds:
            self.guard.labels(kind).inc()
