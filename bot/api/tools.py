"""``POST /api/tools/property-tax``: the property tax calculator."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict

from bot.api.rate import check_rate
from bot.phrases import Phrases
from bot.problems import Problem, preferred_language
from bot.property_tax import law
from bot.property_tax.calculation import Calculation, Schedule, Step, calculate
from bot.property_tax.inputs import InputError, read_property
from bot.property_tax.wording import (
    amount,
    day,
    error_text,
    euros,
    formula,
    need,
    schedule_paragraph,
)
from bot.property_tax_dialogue import ConfiguredHebesatz
from bot.service import Service, configured_hebesatz
from knowledge.languages import SUPPORTED

_EXAMPLE = {
    "plot_area": 500, "living_area": 120, "usable_area": 0, "location_factor": "1.05",
    "monument": False, "social_housing": False, "hebesatz": None, "language": "en",
}  # fmt: skip


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class ToolSource(_Model):
    """Where a step's rule stands."""

    title: str
    url: str | None
    as_of: str


class ToolStep(_Model):
    """One step; ``result`` is exact, ``formula`` is written in the answer's language."""

    id: str
    label: str
    formula: str
    result: Decimal
    unit: str
    paragraph: str
    source: ToolSource


class ToolPayment(_Model):
    """What is due on a day of every year."""

    month: int
    day: int
    date: str
    amount: Decimal
    text: str


class ToolSchedule(_Model):
    """A way to pay."""

    id: Schedule
    label: str
    payments: tuple[ToolPayment, ...]
    paragraph: str
    source: ToolSource


class ToolHebesatz(_Model):
    """The Hebesatz that was used: the request's own, or the configured one."""

    percent: Decimal
    text: str
    origin: Literal["request", "settings"]
    source: str | None = None
    year: int | None = None


class ToolMissing(_Model):
    """A number that is needed to go on, and where it stands."""

    field: str
    text: str


class PropertyTaxAnswer(_Model):
    """What could be calculated; amounts are euros, as strings with a decimal point."""

    language: str
    steps: tuple[ToolStep, ...]
    messbetrag: Decimal | None
    tax: Decimal | None
    hebesatz: ToolHebesatz | None
    schedules: tuple[ToolSchedule, ...]
    missing: tuple[ToolMissing, ...]
    notices: tuple[str, ...]


def tools_router(service: Service) -> APIRouter:
    """The tools' routes."""
    router = APIRouter(prefix="/api/tools", tags=["tools"])
    configured = configured_hebesatz(service.settings)

    @router.post(
        "/property-tax", response_model=PropertyTaxAnswer, summary="Calculate the property tax"
    )
    async def property_tax(
        values: Annotated[dict[str, Any], Body(openapi_examples={"house": {"value": _EXAMPLE}})],
        request: Request,
        response: Response,
    ) -> PropertyTaxAnswer:
        """Messbetrag and yearly tax of a property in Lower Saxony, step by step."""
        language = values.get("language")
        if not isinstance(language, str) or language not in SUPPORTED:
            language = preferred_language(request.headers.get("accept-language", ""), SUPPORTED)
        phrases = service.book[language]
        await check_rate(service, request, language)
        response.headers["cache-control"] = "no-store"
        response.headers["content-language"] = language
        return answer(values, configured, phrases)

    return router


def answer(
    values: Mapping[str, object], configured: ConfiguredHebesatz | None, phrases: Phrases
) -> PropertyTaxAnswer:
    """The tool's answer to a request's values.

    Raises:
        Problem: a value cannot be used; it says which one and what to do.
    """
    try:
        known = read_property(values)
    except InputError as error:
        raise Problem(
            422,
            "invalid",
            language=phrases.language,
            detail=error_text(error, phrases),
            field=error.field,
            reason=error.kind,
        ) from None
    language = phrases.language
    used: ToolHebesatz | None = None
    notices: list[str] = []
    if known.hebesatz is not None:
        text = amount(known.hebesatz, "%", language)
        used = ToolHebesatz(percent=known.hebesatz, text=text, origin="request")
    elif configured:
        known = replace(known, hebesatz=configured.percent)
        text = amount(configured.percent, "%", language)
        used = ToolHebesatz(
            percent=configured.percent,
            text=text,
            origin="settings",
            source=configured.source,
            year=configured.year,
        )
        notices.append(
            phrases(
                "property_tax.configured",
                year=configured.year,
                hebesatz=text,
                source=configured.source,
            )
        )
    result = calculate(known)
    notices += [phrases(f"property_tax.remarks.{remark}") for remark in result.remarks]
    notices.append(phrases("property_tax.estimate"))
    return PropertyTaxAnswer(
        language=language,
        steps=tuple(_step(step, phrases) for step in result.steps),
        messbetrag=result.messbetrag,
        tax=result.tax,
        hebesatz=used,
        schedules=tuple(_schedules(result, phrases)),
        missing=tuple(ToolMissing(field=name, text=need(name, phrases)) for name in result.missing),
        notices=tuple(notices),
    )


def _step(step: Step, phrases: Phrases) -> ToolStep:
    return ToolStep(
        id=step.id,
        label=phrases(f"property_tax.labels.{step.id}"),
        formula=formula(step, phrases.language),
        result=step.result,
        unit=step.unit,
        paragraph=step.paragraph,
        source=_source(step.source),
    )


def _schedules(result: Calculation, phrases: Phrases) -> list[ToolSchedule]:
    return [
        ToolSchedule(
            id=name,
            label=phrases(f"property_tax.schedules.{name}"),
            payments=tuple(
                ToolPayment(
                    month=payment.month,
                    day=payment.day,
                    date=day(payment, phrases),
                    amount=payment.amount,
                    text=euros(payment.amount, phrases.language),
                )
                for payment in payments
            ),
            paragraph=schedule_paragraph(name),
            source=_source(law.GRSTG),
        )
        for name, payments in result.schedules.items()
    ]


def _source(source: law.Law) -> ToolSource:
    return ToolSource(title=source.title, url=source.url, as_of=source.as_of)
