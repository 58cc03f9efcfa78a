"""The chat service's commands; ``hanni`` finds them by their entry points."""

import json
import socket
from typing import Annotated

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from bot.app import create_app
from bot.metrics import Metrics
from bot.phrases import PhraseBook
from bot.schema import MESSAGE_CHARACTERS, ChatRequest, ChatResponse, FactsBlock, ListBlock
from bot.service import build_pipeline, build_service
from bot.settings import BotSettings
from knowledge.errors import AddressError
from knowledge.languages import SUPPORTED

console = Console(soft_wrap=True)


def ask(
    question: Annotated[str, typer.Argument(help="Any supported language.")],
    language: Annotated[str | None, typer.Option(help="Answer in this language.")] = None,
    plain: Annotated[bool, typer.Option(help="In plain language, if there is a text.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As the API answers it.")] = False,
) -> None:
    """Ask Hanni in the terminal, without a server."""
    import asyncio

    if not 0 < len(question) <= MESSAGE_CHARACTERS:
        raise typer.BadParameter(f"1 to {MESSAGE_CHARACTERS} characters are needed")
    if language is not None and language not in SUPPORTED:
        raise typer.BadParameter(f"--language takes one of {', '.join(SUPPORTED)}")
    pipeline, current = build_pipeline(BotSettings.load(), Metrics(), PhraseBook.load())
    request = ChatRequest(message=question, language=language, plain=plain)
    answer = asyncio.run(pipeline.answer(request))
    current().snapshot.close()
    if as_json:
        console.print_json(json.dumps(answer.model_dump(), ensure_ascii=False))
    else:
        _show(answer)


def serve() -> None:
    """Run the chat service; HANNI_HOST and HANNI_PORT say where."""
    settings = BotSettings.load()
    listener = _listen(settings.host, settings.port)
    app = create_app(build_service(settings))
    where = f"http://{settings.host}:{settings.port}/"
    console.print(f"Hanni answers on [bold]{where}[/] (stop with Ctrl+C)")
    # The access log would hold addresses; what is needed is in the metrics.
    config = uvicorn.Config(app, access_log=False, log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before the model is loaded, so that a wrong one is told at once."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        raise AddressError(
            f"Hanni cannot listen on {host}:{port}: {error.strerror or error}.",
            "Stop what uses the port, or choose another one: HANNI_PORT=8001",
        ) from None
    return listener


def _show(answer: ChatResponse) -> None:
    details = f"{answer.outcome}, {answer.language}, confidence {answer.confidence}"
    console.print(f"[dim]{details}[/]", highlight=False)
    for block in answer.blocks:
        console.print()
        if isinstance(block, FactsBlock):
            table = Table(box=None, show_header=False, pad_edge=False)
            for fact in block.items:
                table.add_row(f"[bold]{fact.label}[/]", fact.text)
            console.print(table)
        elif isinstance(block, ListBlock):
            if block.heading:
                console.print(f"[bold]{block.heading}[/]")
            for number, item in enumerate(block.items, 1):
                mark = f"{number}." if block.type == "steps" else "•"
                console.print(f"{mark} {item}", highlight=False, markup=False)
        else:
            style = "italic dim" if block.type == "notice" else None
            console.print(block.text, style=style, highlight=False, markup=False)
    for service in answer.services:
        console.print()
        console.print(f"→ {service.title}", style="bold", markup=False)
        for url in filter(None, (service.online_url, service.url)):
            console.print(f"  {url}", markup=False)
    if answer.sources:
        console.print()
    for source in answer.sources:
        read = " (undated page, read then)" if source.undated else ""
        console.print(f"[dim]  {source.title}, {source.as_of}{read}[/]", highlight=False)
