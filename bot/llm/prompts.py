"""What the model is told: Jinja templates with the passages and the question as quoted data."""

from pathlib import Path

from langchain_core.messages import BaseMessage
from langchain_core.prompts import ChatPromptTemplate

from bot.compose import text_of
from bot.schema import ChatResponse
from bot.verify import link_titles
from knowledge.languages import SUPPORTED

_TEMPLATES = Path(__file__).parent.parent / "templates"
_SENTENCES = 6
#: What the model is to write if the passages do not answer.
NO_ANSWER = "NO ANSWER"


class Prompts:
    """Fills the templates in."""

    def __init__(self, folder: Path = _TEMPLATES) -> None:
        self._template = ChatPromptTemplate.from_messages(
            [
                ("system", (folder / "system.jinja").read_text(encoding="utf-8")),
                ("human", (folder / "question.jinja").read_text(encoding="utf-8")),
            ],
            template_format="jinja2",
        )

    def __call__(
        self, question: str, extractive: ChatResponse, *, plain: bool = False
    ) -> list[BaseMessage]:
        """The messages for a question; ``plain`` asks for plain language (Einfache Sprache)."""
        passages = [text_of(block) for block in extractive.blocks if block.type != "notice"]
        return self._template.format_messages(
            language=SUPPORTED[extractive.language].english,
            sentences=_SENTENCES,
            no_answer=NO_ANSWER,
            plain=plain,
            # The passages' lines rarely say which service they are about.
            about=[_as_data(service.title) for service in extractive.services[:1]],
            links=[_as_data(title) for title in link_titles(extractive)],
            passages=[_as_data(passage) for passage in passages],
            question=_as_data(question),
        )


def _as_data(text: str) -> str:
    """Text that cannot close the tags around it, nor pass for a link's token."""
    return text.replace("<", "‹").replace(">", "›").replace("[link_", "(link_")
