"""Generates portal pages with variety: modules, tables, lists, broken HTML, wrong dates."""

import random

_THINGS = (
    "Hund", "Boot", "Marktstand", "Imbisswagen", "Taxi", "Baugerüst", "Straßenfest", "Feuerwerk", "Fahrschule", "Wohnwagen",
    "Drohne", "Bienenvolk", "Werbeschild", "Container", "Spielhalle", "Reisebüro", "Flohmarkt", "Gaststätte", "Solaranlage", "Brunnen",
)  # fmt: skip
_DEEDS = ("anmelden", "abmelden", "genehmigen", "verlängern", "ändern", "prüfen", "anzeigen", "befreien", "ummelden", "erstatten")  # fmt: skip
_PLACES = ("Linden", "Nordstadt", "Südstadt", "List", "Bothfeld")
_PAPERS = ("Personalausweis", "Lageplan", "Versicherungsnachweis", "Vollmacht", "Foto", "Meldebescheinigung", "Kaufvertrag")  # fmt: skip
FOOTER = "Die Landeshauptstadt Hannover freut sich über Ihren Besuch auf dieser Seite."


def path_of(number: int) -> str:
    return f"/buergerservice/dienstleistungen/leistung-{900000000 + number}-0.html"


def page(number: int, fee: int | None = None) -> str:
    """One service page; the same number gives the same page."""
    chance = random.Random(number)
    title = f"{_THINGS[number % 20]} {_DEEDS[number // 20 % 10]} in {_PLACES[number // 200 % 5]}"
    cost = fee if fee is not None else chance.randint(5, 400)
    papers = "".join(f"<li>{p}</li>" for p in chance.sample(_PAPERS, chance.randint(2, 5)))
    weeks = chance.randint(1, 12)
    costs = (
        f"<table><tr><th>Art</th><th>Betrag</th></tr><tr><td>Antrag {number}</td><td>{cost} Euro</td></tr></table>"
        if number % 3 == 0
        else f"<p>Die Gebühr für {title} beträgt {cost} Euro.</p>"
    )
    broken = "<p>Offen <b>fett<i>schräg" if number % 7 == 0 else ""
    date = "2099-01-01" if number % 11 == 0 else f"2025-{1 + number % 12:02}-1{number % 10}"
    text = " ".join(
        f"{chance.choice(_PLACES)} und {chance.choice(_THINGS)} brauchen Vorgang {chance.randint(1, 10**6)}."
        for _ in range(4)
    )
    steps = "".join(f"<li>Schritt {n} von Vorgang {number}</li>" for n in range(1, 4))
    return f"""<!DOCTYPE html><html lang="de"><head><title>{title} | Serviceportal</title>
<meta property="article:modified_time" content="{date}"></head><body>
<nav><a href="/">Start</a><a href="/lebenslagen/alle.html">Alle</a></nav>
<main><h1>{title}</h1><p>{FOOTER}</p><h2>Allgemeine Informationen</h2><p>{title}: {text}</p>{broken}
<h2>Kosten</h2>{costs}<h2>Erforderliche Unterlagen</h2><ul>{papers}</ul>
<h2>Verfahrensablauf</h2><ol>{steps}</ol><h3>Bearbeitungsdauer</h3><p>Etwa {weeks} Wochen für {title}.</p></main>
<footer>Impressum</footer></body></html>"""
