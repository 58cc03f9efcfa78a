"""What the model is told: Jinja templates with the German lines as quoted data."""

from collections.abc import Mapping
from pathlib import Path

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.prompts import ChatPromptTemplate

from knowledge.languages import SUPPORTED

_TEMPLATES = Path(__file__).parent / "templates"
_EXAMPLES = {
    "en": "identity card (Personalausweis)", "tr": "kimlik kartı (Personalausweis)",
    "uk": "посвідчення особи (Personalausweis)", "ru": "удостоверение личности (Personalausweis)",
    "ar": "بطاقة الهوية (Personalausweis)", "fa": "کارت شناسایی (Personalausweis)",
    "pl": "dowód osobisty (Personalausweis)", "fr": "carte d'identité (Personalausweis)",
    "ro": "carte de identitate (Personalausweis)",
}  # fmt: skip

Lines = Mapping[str, str]


class Prompts:
    """Fills the templates in, for one language."""

    def __init__(self, language: str, folder: Path = _TEMPLATES) -> None:
        self._language = SUPPORTED[language].english
        self._example = _EXAMPLES[language]
        self._first = _template(folder, "system", "lines")
        self._again = _template(folder, None, "again")

    def __call__(
        self, title: str, lines: Lines, terms: Mapping[str, str], former: Lines
    ) -> list[BaseMessage]:
        """The messages that ask for a draft of some lines; ``former``: how they were translated."""
        return self._first.format_messages(
            language=self._language,
            example=self._example,
            terms=terms,
            title=_as_data(title),
            lines={mark: _as_data(text) for mark, text in lines.items()},
            former={mark: _as_data(text) for mark, text in former.items()},
        )

    def again(
        self, asked: list[BaseMessage], answer: str, lines: Lines, wrong: Mapping[str, str]
    ) -> list[BaseMessage]:
        """The messages that name what was wrong with an answer, by mark."""
        quoted = {mark: _as_data(text) for mark, text in lines.items()}
        more = self._again.format_messages(language=self._language, wrong=wrong, lines=quoted)
        return [*asked, AIMessage(answer), *more]


def _template(folder: Path, system: str | None, human: str) -> ChatPromptTemplate:
    names = [("system", system)] if system else []
    return ChatPromptTemplate.from_messages(
        [
            (role, (folder / f"{name}.jinja").read_text(encoding="utf-8"))
            for role, name in (*names, ("human", human))
        ],
        template_format="jinja2",
    )


def _as_data(text: str) -> str:
    """Text that cannot close the tags around it."""
    return text.replace("<", "‹").replace(">", "›")
