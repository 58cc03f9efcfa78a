"""Asks the search API and checks what came back."""

from collections.abc import Iterator
from typing import TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ValidationError

from ingest.sources.fetch import Fetcher, Unreachable
from ingest.sources.pvog.answers import Description, Listed, Services, Unit

M = TypeVar("M", bound=BaseModel)

_GONE = {404, 410}


class BadAnswer(ValueError):
    """The API answers something else than what it should; the message says what."""


class SearchApi:
    """One region of the API."""

    def __init__(self, url: str, region: str, page_size: int, most: int, fetcher: Fetcher) -> None:
        """``most`` is how many services are listed at most."""
        self._url, self._region = url.rstrip("/"), region
        self._page_size, self._most = page_size, most
        self._fetcher = fetcher

    def services(self) -> Iterator[tuple[Listed, int]]:
        """All services of the region, each once, with how many there are.

        Raises:
            BadAnswer: the list is no list, or it came back in part only.
            Refused, Unreachable: it cannot be had.
        """
        seen: set[str] = set()
        number, total = 0, None
        while True:
            page = self._get(
                f"/v7/servicedescriptions/{quote(self._region)}",
                Services, q="", size=self._page_size, page=number,
            )  # fmt: skip
            if page is None:
                raise BadAnswer("the region is not known")
            services, total = page.page, page.page.total
            new = [listed for listed in services.content if listed.id not in seen]
            seen.update(listed.id for listed in new)
            for listed in new:
                yield listed, max(total or 0, len(seen))
            finished = services.last or (total is not None and len(seen) >= total)
            if not new or finished or len(seen) >= self._most:
                break
            number += 1
        if total is not None and len(seen) < min(total, self._most):
            raise BadAnswer(f"only {len(seen)} of {total} services came back, the others twice")

    def is_here(self, areas: tuple[str, ...]) -> bool:
        """Whether one of the areas is the region or holds it; without any it is not known."""
        return not areas or any(self._region.startswith(area.rstrip("0")) for area in areas)

    def description(self, id_: str) -> Description | None:
        """A service's description, None if there is none any more."""
        path = f"/v6/servicedescriptions/{quote(id_, safe='')}/detail"
        return self._get(path, Description, ars=self._region)

    def unit(self, id_: str) -> Unit | None:
        """An office, None if there is none any more."""
        return self._get("/v5/organisationunits/detail", Unit, q=id_)

    def _get(self, path: str, kind: type[M], **parameters: str | int) -> M | None:
        answer = self._fetcher.get(f"{self._url}{path}?{urlencode(parameters)}")
        if answer.status in _GONE:
            return None
        if answer.status != 200:
            raise Unreachable(f"the API answers with status {answer.status}")
        try:
            return kind.model_validate_json(answer.body)
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(map(str, problem["loc"]))
            raise BadAnswer(f"the answer is not as described: {where} {problem['msg']}") from None
