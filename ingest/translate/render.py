"""A translation's file: the German file's shape with the words of another language."""

import json
from collections.abc import Iterator, Mapping
from datetime import date

from ingest.translate.document import Aliases, Document, headings


def render(
    document: Document, language: str, words: Mapping[str, str], aliases: Aliases, today: date
) -> str:
    """The text of a machine translation's file; ``words`` has the text of every mark."""
    front = [
        f"id: {document.name}",
        f"language: {language}",
        f"title: {_quoted(words['title'])}",
        "status: machine",
        f"updated: {today.isoformat()}",
        f"translates: {_quoted(document.fingerprint)}",
        *_aliases(aliases),
    ]
    return "\n".join(["---", *front, "---", "", *_body(document, words)]).rstrip() + "\n"


def _body(document: Document, words: Mapping[str, str]) -> Iterator[str]:
    for heading, blocks in document.parts.items():
        prefix, question = headings(heading)
        yield f"## {prefix}: {words[f'{prefix}.question']}" if question else f"## {heading}"
        line = 0
        for number, block in enumerate(blocks):
            if number:
                yield ""
            for step, item in enumerate(block.items, 1):
                line += 1
                sign = {"paragraph": "", "list": "- ", "steps": f"{step}. "}[block.kind]
                marks = "".join(f" [^{key}]" for key in item.sources)
                yield f"{sign}{words[f'{prefix}.{line}']}{marks}"
        yield ""


def _aliases(aliases: Aliases) -> Iterator[str]:
    if not any(aliases.values()):
        return
    yield "aliases:"
    for id_, own in aliases.items():
        if id_ and own:
            yield f"  {id_}: [{', '.join(map(_quoted, own))}]"
        elif not id_:
            yield from (f"  - {_quoted(alias)}" for alias in own)


def _quoted(text: str) -> str:
    """A string of JSON is one of YAML too."""
    return json.dumps(text, ensure_ascii=False)
