"""How often an amount is paid: "a month", "jährlich", "rocznie"."""

import re
from collections.abc import Iterator

from bot.verify.facts import Fact
from knowledge.text import fold

#: By period, how ten languages say it; folded when read.
_WORDS = {
    "day": (
        "am tag pro tag täglich je tag a day per day daily each day günde günlük на день щодня в день "
        "ежедневно في اليوم يوميا در روز روزانه dziennie na dzień par jour pe zi zilnic"
        " pro-angefangenem-tag je-angefangenem-tag each-day every-day كل-يوم هر-روز każdego-dnia chaque-jour her-gün"
    ),
    "week": (
        "pro woche wöchentlich in der woche a week per week weekly haftada haftalık на тиждень щотижня "
        "в неделю еженедельно في الأسبوع أسبوعيا در هفته هفتگی tygodniowo par semaine pe săptămână"
        " jede woche each week every week her hafta щотижня каждую-неделю كل-أسبوع هر-هفته co-tydzień każdego-tygodnia chaque-semaine toutes-les-semaines în-fiecare-săptămână"
        " pro-angefangener-woche je-angefangener-woche каждую-начатую-неделю"
    ),
    "month": (
        "im monat pro monat monatlich je monat a month per month monthly each month every month "
        "ayda aylık her ay на місяць щомісяця в місяць в месяц ежемесячно في الشهر شهريا شهريًا كل شهر در ماه "
        "ماهانه ماهیانه miesięcznie na miesiąc par mois mensuel mensuellement pe lună lunar lunară"
        " jeden monat einmal-im-monat кожного-місяця щомісячно каждый-месяц ежемесячный شهری-یک-بار هر-ماهی je-angefangenen-monat هر-ماه każdego-miesiąca co-miesiąc raz-w-miesiącu chaque-mois tous-les-mois lunar în-fiecare-lună lunare"
    ),
    "quarter": (
        "im quartal pro quartal vierteljährlich per quarter a quarter quarterly üç ayda bir щокварталу на квартал "
        "ежеквартально в квартал ربع سنوي كل ثلاثة أشهر هر سه ماه kwartalnie na kwartał par trimestre "
        "trimestriel pe trimestru trimestrial"
    ),
    "year": (
        "im jahr pro jahr jährlich je jahr a year per year yearly annually each year every year yılda "
        "yıllık her yıl на рік щороку в рік в год ежегодно في السنة سنويا سنويًا كل سنة در سال سالانه سالیانه rocznie "
        "na rok par an annuel annuelle annuellement pe an anual anuală"
        " jedes jahr кожного-року щороку каждый-год هر-سال هر-سالی każdego-roku co-roku raz-w-roku chaque-année tous-les-ans par-année în-fiecare-an o-dată-pe-an"
    ),
}
_JOINED = {
    "am", "pro", "je", "jeden", "jedes", "jede", "a", "per", "each", "every", "in", "im", "в", "на", "في", "كل", "در", "هر", "na", "par", "pe",
    "her", "der", "üç", "ربع", "ثلاثة", "سه", "bir", "ayda",
}  # fmt: skip

#: First words of phrases that are as well a length of time: "a year", "na rok", "am Tag".
_LENGTHS = frozenset({
    "a", "per", "am", "im", "in", "pro", "je", "на", "в", "في", "در", "na", "par", "pe", "ayda", "yilda",
    "gunde", "haftada", "aylik", "yillik", "gunluk", "haftalik",
})  # fmt: skip
_ONCE = tuple(map(fold, ("once", "einmal", "raz", "раз", "une fois", "o dată", "مرة", "یک بار")))


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for period, text in _WORDS.items():
        phrases, parts = [], text.split()
        at = 0
        while at < len(parts):
            phrase = [parts[at]]
            while parts[at] in _JOINED - {"ayda"} and at + 1 < len(parts):
                at += 1
                phrase.append(parts[at])
            pieces = " ".join(phrase).replace("-", " ").split()
            phrases.append(r"\s+".join(map(re.escape, map(fold, pieces))))
            at += 1
        yield period, re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)(?!\s*\d{{4}})")


_PATTERNS = tuple(_patterns())


def periods(folded: str) -> Iterator[Fact]:
    """The periods that a folded text names."""
    for period, pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            yield Fact("per", period, *match.span())


def repeats(folded: str, period: Fact) -> bool:
    """Whether a period of a folded text is how often something happens: "every month", "once a year".

    "A month" alone may be how long something takes. "Quarterly" is told by the dates of payment.
    """
    first = folded[period.start : period.end].split()[0]
    once = any(folded[: period.start].rstrip().endswith(word) for word in _ONCE)
    return once or (period.value != "quarter" and first not in _LENGTHS)
