"""Whole answers: the right service, in the right language, with the right outcome."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

import anyio

from bot.pipeline import Pipeline
from bot.schema import ChatRequest, ChatResponse
from knowledge.evaluation.plots import Bars, Plot
from knowledge.evaluation.report import Cell, Report, Table
from knowledge.evaluation.rows import Negative, ServiceQuestion
from knowledge.languages import SUPPORTED
from knowledge.progress import Progress

#: What is told of each question, in the order of the tables.
MEASURES = ("service_first", "service_any", "language", "outcome")


@dataclass(frozen=True)
class Answered:
    """A question with its answer, and what is right about it."""

    question: ServiceQuestion
    response: ChatResponse
    #: The language that the answer should be in.
    answer_language: str

    @property
    def service_first(self) -> bool:
        """An expected service comes first."""
        services = self.response.services
        return bool(services) and services[0].id in self.question.expect_services

    @property
    def service_any(self) -> bool:
        """An expected service is among those of the answer, be it as a choice."""
        return any(s.id in self.question.expect_services for s in self.response.services)

    @property
    def language(self) -> bool:
        """The answer is in the question's language, or in the one for those not written."""
        return self.response.language == self.answer_language

    @property
    def outcome(self) -> bool:
        """The outcome is one of those expected."""
        return self.response.outcome in self.question.expect

    @property
    def right(self) -> bool:
        """Nothing is wrong with it."""
        return self.service_first and self.language and self.outcome


@dataclass(frozen=True)
class Declined:
    """A negative with its answer."""

    negative: Negative
    response: ChatResponse

    @property
    def right(self) -> bool:
        """The outcome is one of the acceptable ones."""
        return self.response.outcome in self.negative.expect


@dataclass(frozen=True)
class Answers:
    """Everything that was asked."""

    answered: tuple[Answered, ...]
    declined: tuple[Declined, ...]

    def by_language(self) -> dict[str, dict[str, float]]:
        """The figures of each language."""
        return self._by(lambda one: one.question.lang)

    def by_style(self) -> dict[str, dict[str, float]]:
        """The figures of each style of writing."""
        return self._by(lambda one: one.question.style)

    def figures(self) -> dict[str, object]:
        """As ``--json`` writes them; ``negatives`` only if there were any."""
        found: dict[str, object] = {
            **{name: share for name, share in _shares(self.answered).items() if name != "n"},
            "by_language": self.by_language(),
            "by_style": self.by_style(),
        }
        if self.declined:
            found["negatives"] = self.negatives()
        return found

    def negatives(self) -> dict[str, float]:
        """Number, share with an acceptable outcome, share that was answered nevertheless."""
        return {
            "n": len(self.declined),
            "outcome_ok": fmean(one.right for one in self.declined),
            "answered": fmean(one.response.outcome == "answered" for one in self.declined),
        }

    def _by(self, key: Callable[[Answered], str]) -> dict[str, dict[str, float]]:
        groups: dict[str, list[Answered]] = {}
        for one in self.answered:
            groups.setdefault(key(one), []).append(one)
        return {name: _shares(group) for name, group in groups.items()}


def measure_answers(
    pipeline: Pipeline,
    fallback_language: str,
    questions: Sequence[ServiceQuestion],
    negatives: Sequence[Negative],
    progress: Progress,
) -> Answers:
    """Ask every question on its own, without a chosen language and without a conversation."""

    async def ask(step: str, texts: Iterable[str], total: int) -> list[ChatResponse]:
        responses = []
        for done, text in enumerate(texts, 1):
            responses.append(await pipeline.answer(ChatRequest(message=text)))
            progress(step, done, total)
        return responses

    async def ask_all() -> Answers:
        of_questions = await ask("Questions", (q.question for q in questions), len(questions))
        of_negatives = await ask("Negatives", (n.text for n in negatives), len(negatives))
        return Answers(
            tuple(
                Answered(q, response, q.lang if q.lang in SUPPORTED else fallback_language)
                for q, response in zip(questions, of_questions, strict=True)
            ),
            tuple(Declined(*pair) for pair in zip(negatives, of_negatives, strict=True)),
        )

    return anyio.run(ask_all)


def answers_report(found: Answers, facts: dict[str, str], *, show_errors: bool) -> Report:
    """Tables by language and style; the wrong ones on the terminal only if asked for."""
    of_all = _shares(found.answered)
    columns = ("questions", *MEASURES)
    by_language, by_style = found.by_language(), found.by_style()
    tables = [
        Table("Questions", ("language", *columns), _rows({**by_language, "all": of_all})),
        Table("By style", ("style", *columns), _rows(by_style)),
    ]
    if found.declined:
        outcomes = Counter(one.response.outcome for one in found.declined)
        negatives = found.negatives()
        tables.append(
            Table(
                "None of the city's business",
                ("outcome", "texts"),
                outcomes.most_common(),
                f"Acceptable {negatives['outcome_ok']:.3f}, answered {negatives['answered']:.3f}.",
            )
        )
    labels = [*by_language, "all"]
    plots: list[Plot] = [
        Bars(
            "Right answers by language",
            labels,
            {name: [{**by_language, "all": of_all}[code][name] for code in labels]
             for name in ("service_first", "language", "outcome")},
        )
    ]  # fmt: skip
    errors = _errors(found)
    if show_errors:
        return Report(_TITLE, facts, (*tables, *errors), plots)
    return Report(_TITLE, facts, tables, plots, more=errors)


_TITLE = "Answers: the right service, language and outcome?"


def _errors(found: Answers) -> list[Table]:
    questions = [
        (one.question.lang, one.question.question, " or ".join(one.question.expect_services),
         ", ".join(service.id for service in one.response.services) or "-",
         one.response.language, one.response.outcome, one.response.confidence)
        for one in found.answered if not one.right
    ]  # fmt: skip
    negatives = [
        (one.negative.lang, one.negative.text, " or ".join(one.negative.expect),
         one.response.outcome, one.response.confidence)
        for one in found.declined if not one.right
    ]  # fmt: skip
    return [
        Table(
            f"Wrong: {len(questions)} questions",
            ("language", "question", "expected", "services", "answered in", "outcome", "confidence"),
            questions,
        ),
        Table(
            f"Wrong: {len(negatives)} texts that are none of the city's business",
            ("language", "text", "expected", "outcome", "confidence"),
            negatives,
        ),
    ][: 2 if found.declined else 1]  # fmt: skip


def _shares(answered: Sequence[Answered]) -> dict[str, float]:
    of_each = {name: fmean(getattr(one, name) for one in answered) for name in MEASURES}
    return {"n": len(answered), **of_each}


def _rows(groups: dict[str, dict[str, float]]) -> list[tuple[Cell, ...]]:
    return [(name, *of.values()) for name, of in groups.items()]
