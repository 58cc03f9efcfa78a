"""The passages that an answer may be written from, line by line, with their facts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.schema import ChatResponse, FactsBlock, ListBlock
from bot.verify.counts import listed_counts
from bot.verify.extract import extract
from bot.verify.facts import Fact
from bot.verify.opening import closed_days
from bot.verify.sentences import split_sentences
from knowledge.records import Block, Knowledge, Service
from knowledge.text import words

_TOPIC = re.compile(r"([^:.]{2,60}):\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or list item, with the heading that says what it is about."""

    text: str
    language: str
    label: str = ""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The line's facts, without those of its heading."""
        return extract(self.text, self.language).facts


@dataclass(frozen=True)
class Evidence:
    """Lines to be held against; ``titles`` (of services and sources) support but explain nothing."""

    lines: tuple[Line, ...]
    titles: tuple[Line, ...] = ()
    #: Number of links that a sentence may name as ``[link_1]``.
    links: int = 0
    #: The lists' sections (empty if not known) and numbers of items.
    lists: tuple[tuple[str, int], ...] = ()
    #: What attribution works out once for all sentences: the weights of terms.
    rarity: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of_answer(cls, answer: ChatResponse) -> "Evidence":
        """What an extractive answer shows: its blocks, titles and the sources' German words."""
        lines: list[Line] = []
        lists: list[tuple[str, int]] = []
        for block in answer.blocks:
            match block:
                case ListBlock():
                    lines += _lines(block.items, block.language, block.heading or "")
                    lists.append(("", len(block.items)))
                case FactsBlock():
                    for fact in block.items:
                        # The composer joins a list's items like this.
                        items = fact.text.split("; ")
                        lines += _lines(items, block.language, fact.label)
                        lists.append(("", len(items)))
                case _ if block.type != "notice":
                    lines += _lines([block.text], block.language, "")
        titles = [Line(service.title, answer.language) for service in answer.services]
        titles += [Line(source.title, source.language) for source in answer.sources]
        quotes = [Line(source.quote, source.language) for source in answer.sources]
        return cls(
            tuple(dict.fromkeys([*lines, *quotes])),
            tuple(dict.fromkeys(titles)),
            links=len(link_titles(answer)),
            lists=tuple(lists),
        )

    @classmethod
    def of_service(
        cls, service: Service, knowledge: Knowledge, languages: Sequence[str]
    ) -> "Evidence":
        """All that is known of a service, its FAQs included, in some languages."""
        lines: list[Line] = []
        titles: list[Line] = []
        lists: set[tuple[str, int]] = set()
        for language in languages:
            if text := service.texts.get(language):
                titles.append(Line(text.title, language))
                for section in text.sections:
                    lines += _block_lines(section.blocks, language, section.name)
                    lists |= {(section.name, len(block.items)) for block in section.blocks}
            for faq in knowledge.faqs.values():
                if faq.service == service.id and (answer := faq.texts.get(language)):
                    lines += _block_lines(answer.blocks, language, answer.question)
                    lists |= {("", len(block.items)) for block in answer.blocks}
        titles += [Line(source.title, "de") for source in service.sources.values()]
        return cls(tuple(lines), tuple(titles), links=1, lists=tuple(sorted(lists)))

    @cached_property
    def facts(self) -> tuple[tuple[int, Fact], ...]:
        """Every fact with its line's number; -1 for titles, headings and counts."""
        found = [(at, fact) for at, line in enumerate(self.lines) for fact in line.facts]
        headings = (Line(line.label, line.language) for line in self.lines if line.label)
        found += [(-1, fact) for line in (*self.titles, *headings) for fact in line.facts]
        counts = listed_counts(self.lists, (line.facts for line in self.lines))
        found += [(-1, count) for count in counts]
        found += [(-1, day) for day in closed_days(line.facts for line in self.lines)]
        return tuple(found)

    @cached_property
    def german(self) -> frozenset[str]:
        """The folded words of the German lines: in another language they are names."""
        lines = (line.text for line in (*self.lines, *self.titles) if line.language == "de")
        return frozenset(word for line in lines for word in words(line))


def link_titles(answer: ChatResponse) -> list[str]:
    """What the link tokens of an answer stand for, ``[link_1]`` first; they are shown as cards."""
    pages = [service.title for service in answer.services if service.url]
    return [*pages, *(f"{s.title} (online)" for s in answer.services if s.online_url)]


def _block_lines(blocks: Iterable[Block], language: str, label: str) -> list[Line]:
    lines: list[Line] = []
    heading = label
    for block in blocks:
        lines += _lines([item.text for item in block.items], language, heading)
        # "The flat may be so large:" says what the list below it is about.
        intro = lines[-1].text if lines and lines[-1].text.endswith(":") else ""
        heading = f"{label}: {intro}" if intro else label
    return lines


def _lines(texts: Iterable[str], language: str, label: str) -> list[Line]:
    lines: list[Line] = []
    for text in texts:
        first, *rest = [part.strip() for part in split_sentences(text) if part.strip()] or [""]
        if first:
            lines.append(Line(first, language, label))
        # "Reward: 5 per cent. For animals 3 per cent.": both are about the reward.
        topic = _TOPIC.match(first)
        heading = f"{label}: {topic[1]}" if topic else label
        lines += [Line(part, language, heading) for part in rest]
    return lines
