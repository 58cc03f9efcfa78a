"""A generated service portal: a thousand pages as various as real ones, the same for the same number.

Modules in different layouts, fee tables, nested lists, accordions, definition lists, broken HTML, an
old encoding, dates that cannot be, JSON-LD with online services and questions, and pages that list
others with the beginnings of their texts.
"""

import json
import random
from dataclasses import dataclass

THINGS = (
    "Hund", "Sportboot", "Marktstand", "Imbisswagen", "Taxi", "Baugerüst", "Straßenfest", "Feuerwerk", "Fahrschule", "Wohnwagen",
    "Drohne", "Bienenvolk", "Werbeschild", "Baustellencontainer", "Spielhalle", "Reisebüro", "Flohmarkt", "Gaststätte",
    "Solaranlage", "Gartenbrunnen", "Kleingarten", "Ladestation", "Fahrradbügel", "Carport", "Regentonne", "Grabstelle",
    "Kindertagespflege", "Musikschule", "Sporthalle", "Ferienwohnung", "Parkausweis", "Schwerlasttransport", "Osterfeuer",
    "Filmdreh", "Altkleidercontainer", "Zirkus", "Pferdekutsche", "Sammelstelle", "Hausnummer", "Regenwasserkanal",
)  # fmt: skip
DEEDS = (
    "anmelden", "abmelden", "genehmigen lassen", "verlängern", "ändern", "prüfen lassen", "anzeigen", "befreien lassen", "ummelden",
    "erstatten lassen", "beantragen", "abholen", "umschreiben", "sperren lassen", "überlassen", "übertragen", "nachweisen",
    "registrieren", "stilllegen", "aufstellen", "vermieten", "einlagern", "kennzeichnen", "reinigen lassen", "untersuchen lassen",
)  # fmt: skip
_PAPERS = (
    "Personalausweis oder Reisepass", "Lageplan im Maßstab 1:500", "Nachweis der Haftpflichtversicherung", "schriftliche Vollmacht",
    "biometrisches Lichtbild", "Meldebescheinigung", "Kaufvertrag", "Gewerbeanmeldung", "Führungszeugnis (Belegart O)",
    "Auszug aus dem Handelsregister", "statischer Nachweis", "Einverständnis des Eigentümers", "SEPA-Lastschriftmandat",
)  # fmt: skip
_OFFICES = (
    "Bürgeramt Aegi", "Bürgeramt Linden", "Fachbereich Öffentliche Ordnung", "Fachbereich Tiefbau", "Fachbereich Finanzen",
    "Fachbereich Umwelt und Stadtgrün", "Fachbereich Planen und Stadtentwicklung", "Standesamt", "Gewerbemeldestelle",
)  # fmt: skip
_WHY = (
    "Wer {a} {d} möchte, braucht dafür eine Erlaubnis der Stadt.",
    "{A} {d}: Das ist in vielen Fällen auch ohne einen Termin möglich.",
    "Seit der letzten Änderung der Satzung gilt für {a} eine eigene Regelung mit {n} Ausnahmen.",
    "Die Bearbeitung beginnt, sobald der Antrag für {a} mit der Nummer {n} vollständig vorliegt.",
    "Für {a} im Gebiet der Innenstadt gelten zusätzliche Auflagen, zum Beispiel ein Abstand von {m} Metern.",
    "Im vergangenen Jahr gab es {n} Anträge, {a} {d} zu dürfen; die meisten wurden bewilligt.",
    "Wenn mehrere Personen gemeinsam {a} nutzen, genügt ein Antrag mit {m} Unterschriften.",
    "Bei Fragen zu {a} berät Sie das {o} auch telefonisch.",
    "Beachten Sie, dass {a} nach {m} Monaten erneut zu prüfen ist.",
    "Anlieger im Umkreis von {n} Metern werden vor der Entscheidung angehört.",
    "Ein Widerspruch gegen den Bescheid ist innerhalb eines Monats beim {o} einzulegen.",
    "Ohne Genehmigung kann ein Bußgeld bis zu {n} Euro festgesetzt werden.",
    "Vereine und gemeinnützige Träger zahlen für {a} nur {m} Prozent der Gebühr.",
    "Die Unterlagen zu {a} werden {m} Jahre aufbewahrt und danach vernichtet.",
    "Zwischen dem {m}. und dem {k}. eines Monats ist das {o} besonders stark besucht.",
)  # fmt: skip
_STEPS = (
    "Füllen Sie den Antrag für {a} aus.", "Legen Sie die Unterlagen bei.", "Reichen Sie alles beim {o} ein.",
    "Das {o} prüft den Antrag innerhalb von {m} Tagen.", "Sie erhalten einen Bescheid mit dem Aktenzeichen {n}.",
    "Überweisen Sie die Gebühr.", "Holen Sie die Plakette im Zimmer {n} ab.",
)  # fmt: skip
MENU = "Die Landeshauptstadt Hannover informiert: Bürgerservice, Verwaltung, Rathaus."


@dataclass(frozen=True)
class PortalPage:
    """One page: where it is, what it says, and what the sitemap says of it."""

    number: int
    path: str
    title: str
    html: bytes
    lastmod: str


def path_of(number: int, slug: str | None = None) -> str:
    """Addresses as Hannover's portal forms them: the number stays when a page is renamed."""
    name = slug or f"{THINGS[number % len(THINGS)]}-{number}".lower().replace("ü", "ue")
    return f"/buergerservice/dienstleistungen/{name.replace('ö', 'oe').replace('ä', 'ae').replace('ß', 'ss')}-{900000000 + number}-0.html"


def id_of(number: int) -> str:
    """The id of the record that is made of it."""
    return f"page-{900000000 + number}"


def title_of(number: int) -> str:
    """A title that no other of the first thousand pages has."""
    thing, deed = THINGS[number % len(THINGS)], DEEDS[number // len(THINGS) % len(DEEDS)]
    return f"{thing} {deed}"


def fee_of(number: int, version: int) -> int:
    """The fee in euros; another version of the page has another one."""
    return random.Random(number).randint(5, 400) + 3 * version


def portal_page(number: int, version: int = 0) -> PortalPage:
    """One service page; a higher ``version`` changes the fee and nothing else."""
    page = _Page(number, version)
    return PortalPage(
        number, path_of(number), page.title, page.document(), f"2026-0{1 + version % 9}-11"
    )


def teaser_list(numbers: range) -> str:
    """A page of a life situation: the beginnings of other pages' texts, with noisy links."""
    entries = "".join(
        f'<li><a href="{path_of(n)}?myMedium=1&amp;auswahl=0">{title_of(n)}</a> Wer {title_of(n)} möchte, braucht …</li>'
        for n in numbers
    )
    return f"<html lang=de><body><main><h1>Lebenslage</h1><ul>{entries}</ul></main></body></html>"


class _Page:
    def __init__(self, number: int, version: int) -> None:
        self.number, self.version = number, version
        self.chance = random.Random(number)
        self.title = title_of(number)
        self.thing, _, self.deed = self.title.partition(" ")
        self.office = self.chance.choice(_OFFICES)

    def fill(self, template: str) -> str:
        return template.format(
            a=self.thing, A=self.thing, d=self.deed, o=self.office, n=self.chance.randint(2, 9999),
            m=self.chance.randint(2, 30), k=self.chance.randint(2, 28),
        )  # fmt: skip

    def sentences(self, least: int, most: int) -> str:
        chosen = self.chance.sample(_WHY, self.chance.randint(least, most))
        return " ".join(map(self.fill, chosen))

    def document(self) -> bytes:
        modules = self.modules()
        layout = self.number % 5
        if layout == 0:
            body = "<main>" + self.head() + "".join(f"<h2>{h}</h2>{b}" for h, b in modules)
        elif layout == 1:
            entries = "".join(f"<li><h3>{h}</h3><div>{b}</div></li>" for h, b in modules)
            body = f'<div id="content">{self.head()}<ul class="accordion">{entries}</ul>'
        elif layout == 2:
            parts = "".join(
                f"<section><header><h2><span>{h}</span></h2></header>{b}</section>"
                for h, b in modules
            )
            body = f"<article>{self.head()}{parts}</article>"
        elif layout == 3:
            parts = "".join(f"<details><summary>{h}</summary>{b}</details>" for h, b in modules)
            body = f'<div role="main">{self.head()}{parts}</div>'
        else:  # nothing says where the content is
            body = f"<div class=c1>{self.head()}" + "".join(
                f"<h2>{h}</h2>{b}" if self.number % 20 != 4 else f"<h2>{h}<h2>{b}"
                for h, b in modules
            )
        markup = f"""<!DOCTYPE html><html lang="de"><head><title>{self.title} | Serviceportal</title>
{self.date()}{self.data()}<style>.weg{{display:none}}</style></head><body>
<nav><a href="/">Start</a> <a href="/lebenslagen/alle.html">Alle Themen</a></nav><p>{MENU}</p>
<div class="cookie-banner">Wir verwenden Cookies.</div>{body}
<span class="weg">Menü öffnen</span><footer><p>Impressum · Datenschutz · Barrierefreiheit</p></footer></body></html>"""
        if self.number % 9 == 4:  # what editors paste
            markup = markup.replace("</p><h2>", "<b>Wichtig<i></b></p></div><h2>", 1)
        if self.number % 37 == 5:
            meta = '<meta charset="windows-1252">'
            return markup.replace("<head>", f"<head>{meta}").encode("cp1252", "xmlcharrefreplace")
        return markup.encode()

    def head(self) -> str:
        return f"<h1>{self.title}</h1><p>{self.sentences(1, 2)}</p>"

    def modules(self) -> list[tuple[str, str]]:
        texts = [f"<p>{self.sentences(2, 4)}</p>" for _ in range(self.chance.randint(1, 3))]
        modules = [("Allgemeine Informationen", "".join(texts))]
        if self.number % 4:
            modules.append(("Voraussetzungen", f"<p>{self.sentences(1, 3)}</p>"))
        papers = self.chance.sample(_PAPERS, self.chance.randint(2, 6))
        items = "".join(f"<li>{p}</li>" for p in papers)
        if self.number % 6 == 1:
            items += (
                "<li>für Vereine außerdem:<ul><li>Satzung</li><li>Protokoll der Wahl</li></ul></li>"
            )
        modules.append(("Welche Unterlagen werden benötigt?", f"<ul>{items}</ul>"))
        modules.append(("Welche Gebühren fallen an?", self.fees()))
        if self.number % 3:
            frist = (
                f"<p>Spätestens {self.chance.randint(2, 12)} Wochen vorher, für {self.thing}.</p>"
            )
            modules.append(("Welche Fristen muss ich beachten?", frist))
        steps = "".join(
            f"<li>{self.fill(s)}</li>" for s in _STEPS[: self.chance.randint(3, len(_STEPS))]
        )
        modules.append(("Verfahrensablauf", f"<ol>{steps}</ol>"))
        if self.number % 2:
            weeks = self.chance.randint(1, 12)
            modules.append(("Bearbeitungsdauer", f"Etwa {weeks} Wochen für {self.title}"))
        modules.append(
            ("An wen muss ich mich wenden?", f"<dl><dt>Amt</dt><dd>{self.office}</dd><dt>Zimmer</dt><dd>{self.chance.randint(100, 499)}</dd></dl>")
        )  # fmt: skip
        if self.number % 8 == 0:
            online = f"https://online.hannover.invalid/antrag/{self.number}"
            modules.append(("Online", f'<p><a href="{online}">Jetzt online beantragen</a></p>'))
        modules.append(("Rechtsgrundlage", f"<p>§ {self.chance.randint(1, 60)} der Satzung über {self.thing}</p>"))  # fmt: skip
        return modules

    def fees(self) -> str:
        fee = fee_of(self.number, self.version)
        if self.number % 3 == 0:
            return (
                f"<table><tr><th>Art</th><th>Dauer</th><th>Betrag</th></tr><tr><td>{self.title}</td><td>1 Jahr</td>"
                f"<td>{fee} Euro</td></tr><tr><td>Ermäßigt</td><td>1 Jahr</td><td>{fee // 2},50 Euro</td></tr></table>"
            )
        if self.number % 3 == 1:
            return f"<p>Die Gebühr, um {self.title} zu können, beträgt {fee},00&nbsp;EUR.</p>"
        return f"<dl><dt>{self.title}</dt><dd>{fee} €</dd></dl>"

    def date(self) -> str:
        day = {0: "2099-01-01", 1: "2025-13-45", 2: "gestern"}.get(self.number % 17)
        if self.number % 5 == 3 and day is None:
            return ""
        day = day or f"2025-{1 + self.number % 12:02}-1{self.number % 10}"
        return f'<meta property="article:modified_time" content="{day}T09:00:00+01:00">'

    def data(self) -> str:
        if self.number % 10 == 7:
            question = {"@type": "Question", "name": f"Darf ich {self.title}, wenn ich neu bin?", "acceptedAnswer": {"@type": "Answer", "text": f"Ja, mit {self.office}."}}  # fmt: skip
            value: dict[str, object] = {
                "@context": "https://schema.org",
                "@type": "FAQPage",
                "mainEntity": [question],
            }
        elif self.number % 10 == 2:
            link = f"https://online.hannover.invalid/dienst/{self.number}"
            value = {"@context": "https://schema.org", "@type": "GovernmentService", "name": self.title, "identifier": f"99{self.number:012}", "availableChannel": {"@type": "ServiceChannel", "serviceUrl": link}}  # fmt: skip
        else:
            return ""
        return f'<script type="application/ld+json">{json.dumps(value)}</script>'
