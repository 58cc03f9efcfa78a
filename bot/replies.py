"""Replies that are not about one service: a choice, a refusal, small talk."""

from bot.compose import Draft, service_links, source_link
from bot.phrases import Phrases
from bot.schema import Block, TextBlock
from knowledge.languages import ORIGINAL
from knowledge.records import Knowledge, Service
from knowledge.search import SearchResult

_CHOICES = 3
#: Nearest services are named with a refusal only if they are at least this likely.
_NEAREST = 0.1


def smalltalk(kind: str, phrases: Phrases) -> Draft:
    """An answer to a greeting, to thanks or to "who are you?"."""
    suggestions = phrases.starters if kind in {"hello", "identity"} else ()
    return Draft((_paragraph(phrases(f"smalltalk.{kind}"), phrases),), suggestions=suggestions)


def clarify(result: SearchResult, knowledge: Knowledge, phrases: Phrases) -> Draft:
    """The likely services as a choice."""
    services = [knowledge.services[hit.service] for hit in result.services[:_CHOICES]]
    return Draft(
        (_paragraph(phrases("clarify"), phrases),),
        services=service_links(services, phrases.language),
        suggestions=tuple(_title(service, phrases) for service in services),
    )


def no_answer(result: SearchResult, knowledge: Knowledge, phrases: Phrases) -> Draft:
    """That Hanni does not know, what it does know, and whom to call."""
    city = knowledge.city
    blocks: list[Block] = [
        _paragraph(phrases("no_answer.text"), phrases),
        _paragraph(
            phrases("no_answer.call", phone=city.phone, as_of=city.source.as_of[:4]), phrases
        ),
    ]
    near = result.services[:_CHOICES] if result.confidence >= _NEAREST else ()
    services = [knowledge.services[hit.service] for hit in near]
    if services:
        blocks.append(_paragraph(phrases("no_answer.nearest"), phrases))
    return Draft(
        tuple(blocks),
        services=service_links(services, phrases.language),
        sources=(source_link(city.source, f"{city.name}: {city.phone}"),),
        suggestions=phrases.starters,
    )


def _paragraph(text: str, phrases: Phrases) -> TextBlock:
    return TextBlock(type="paragraph", text=text, language=phrases.language)


def _title(service: Service, phrases: Phrases) -> str:
    return service.texts.get(phrases.language, service.texts[ORIGINAL]).title
