"""The configured language model: any server that speaks the OpenAI protocol, through LangChain."""

import httpx
from langchain_core.language_models import BaseChatModel

from knowledge.settings import Settings


def chat_model(
    settings: Settings,
    *,
    seconds: float,
    retries: int,
    tokens: int | None = None,
    client: httpx.AsyncClient | None = None,
) -> BaseChatModel:
    """The model of the settings, which must name a server.

    ``seconds``: how long an answer may keep its reader waiting; ``retries``: how often a failed
    request is made once more; ``tokens``: after so many the server ends an answer; ``client``: its
    connections, which otherwise are the process's own and stay with its first event loop.
    """
    # Imported only where it is used: it takes seconds and memory.
    from langchain.chat_models import init_chat_model

    model: BaseChatModel = init_chat_model(
        settings.llm_model,
        model_provider="openai",
        base_url=settings.llm_url,
        api_key=settings.llm_key,
        temperature=0,
        max_tokens=tokens,
        max_retries=retries,
        timeout=seconds,
        http_async_client=client,
    )
    return model
