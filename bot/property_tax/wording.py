"""The calculation in words: numbers and formulas as a language writes them."""

from collections.abc import Sequence
from decimal import Decimal

from bot.phrases import Phrases
from bot.property_tax import law
from bot.property_tax.calculation import Calculation, Payment, Schedule, Step, Term
from bot.property_tax.inputs import RANGES, InputError
from knowledge.languages import SUPPORTED

#: Sign between groups of three digits, and decimal sign. Hanni's Arabic and Persian content
#: writes European digits with a comma.
_SIGNS = {
    "en": (",", "."),
    "fr": ("\u202f", ","),
    **dict.fromkeys(("uk", "ru", "pl"), ("\u00a0", ",")),
    **dict.fromkeys(("de", "tr", "ar", "fa", "ro"), (".", ",")),
}
#: Left-to-right isolate and its end: a formula keeps its order inside of Arabic and Persian.
_ISOLATE = ("\u2066", "\u2069")
_SPACE = "\u00a0"


def written(value: Decimal, language: str, decimals: int = 0) -> str:
    """A number with at least ``decimals`` decimals, and as many more as it has itself."""
    own = -int(value.normalize().as_tuple().exponent)
    text = f"{value:,.{max(decimals, own, 0)}f}"
    group, point = _SIGNS[language]
    return text.translate({ord(","): group, ord("."): point})


def amount(value: Decimal, unit: str, language: str, decimals: int = 0) -> str:
    """A number with its unit; units stand where the language puts them."""
    number = written(value, language, decimals)
    if language == "en" and unit.startswith("€"):
        return f"€{number}{unit[1:]}"
    if unit == "%":
        return {"tr": f"%{number}", "en": f"{number}%"}.get(language, f"{number}{_SPACE}%")
    return f"{number}{_SPACE}{unit}" if unit else number


def formula(step: Step, language: str) -> str:
    """A step's formula with its result."""
    signs = [
        part if isinstance(part, str) else amount(part.value, part.unit, language, part.decimals)
        for part in (*step.formula, "=", Term(step.result, step.unit, 2))
    ]
    text = " ".join(signs).replace("( ", "(").replace(" )", ")").replace(" ^ ", "^")
    return isolated(text, language)


def isolated(text: str, language: str) -> str:
    """The text kept from being reordered in a language that is written from right to left."""
    start, end = _ISOLATE
    return f"{start}{text}{end}" if SUPPORTED[language].direction == "rtl" else text


def step_line(step: Step, phrases: Phrases) -> str:
    """A step in one line: what, how, how much, by which paragraph."""
    label = phrases(f"property_tax.labels.{step.id}")
    paragraph = isolated(f"({step.paragraph})", phrases.language)
    return f"{label}: {formula(step, phrases.language)} {paragraph}"


def euros(value: Decimal, language: str) -> str:
    """An amount of money."""
    return isolated(amount(value, "€", language, 2), language)


def day(payment: Payment, phrases: Phrases) -> str:
    """The day of a payment."""
    return phrases(f"property_tax.dates.{payment.month:02d}-{payment.day:02d}")


def schedule_lines(calculation: Calculation, phrases: Phrases) -> list[tuple[str, str]]:
    """Each schedule's label with its paragraph, and its dates with their amounts."""
    return [
        (
            f"{phrases(f'property_tax.schedules.{name}')} "
            f"{isolated(f'({schedule_paragraph(name)})', phrases.language)}",
            _dates(payments, phrases),
        )
        for name, payments in calculation.schedules.items()
    ]


def schedule_paragraph(name: Schedule) -> str:
    """Where a schedule stands."""
    paragraphs = {"quarterly": 1, "twice": 2, "once": 2, "yearly": 3}
    return f"§ 28 Abs. {paragraphs[name]} GrStG"


def need(name: str, phrases: Phrases) -> str:
    """What a missing number is and where it stands."""
    return phrases(f"property_tax.needs.{name}", viewer=law.VIEWER.url)


def error_text(error: InputError, phrases: Phrases) -> str:
    """Which field is wrong and what to do about it."""
    low, high = RANGES.get(error.field, (Decimal(0), Decimal(0)))
    text = phrases(
        f"property_tax.errors.{error.kind}",
        field=phrases(f"property_tax.fields.{error.field}"),
        low=written(low, phrases.language),
        high=written(high, phrases.language),
    )
    return text[:1].upper() + text[1:]


def _dates(payments: Sequence[Payment], phrases: Phrases) -> str:
    return "; ".join(
        f"{day(payment, phrases)}: {euros(payment.amount, phrases.language)}"
        for payment in payments
    )
