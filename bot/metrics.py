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
        self.model_first_word = Histogram(
            "hanni_model_first_word_seconds",
            "Time from question to the first sentence of a model that is shown",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.model_seconds = Histogram(
            "hanni_model_seconds",
            "Time that a model's answer took, by how it ended",
            ["ended"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.model_sentences = Counter(
            "hanni_model_sentences",
            "A model's sentences: shown, or why they were dropped",
            ["verdict"],
            registry=self.registry,
        )
        self.model_breaker = Gauge(
            "hanni_model_breaker",
            "Circuit breaker of the language model: 0 closed, 1 half open, 2 open",
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


class ModelMetrics:
    """Counts what the writer reports."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def shown_first(self, seconds: float) -> None:
        """The first sentence is shown."""
        self._metrics.model_first_word.observe(seconds)

    def sentence(self, verdict: str) -> None:
        """A sentence is ``shown``, or dropped for a reason."""
        self._metrics.model_sentences.labels(verdict).inc()

    def ended(self, seconds: float, failure: str) -> None:
        """The answer is complete, or failed for a reason (empty if it did not)."""
        self._metrics.model_seconds.labels("failed" if failure else "complete").observe(seconds)
        if failure:
            self._metrics.model_failures.labels(failure).inc()

    def breaker(self, state: str) -> None:
        """The circuit breaker's state, as a number."""
        self._metrics.model_breaker.set(("closed", "half_open", "open").index(state))
