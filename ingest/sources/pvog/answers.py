"""What the API answers, as far as it is read; unknown fields are ignored, and most may be missing."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _no_null(value: Any) -> Any:
    return () if value is None else value


def _text(value: Any) -> Any:
    return "" if value is None else value


Text = Annotated[str, BeforeValidator(_text)]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Link(_Answer):
    """A link with its title."""

    uri: Text = ""
    title: Text = ""


class Detail(_Answer):
    """A line of a module, such as one fee of several."""

    title: Text = ""
    text: Text = ""


class Module(Detail):
    """A module of the description; ``code`` is XZuFi's, or one of PVOG's own."""

    code: Text = ""
    #: The text only says that there is none.
    placeholder: bool | None = None
    links: Annotated[tuple[Link, ...], BeforeValidator(_no_null)] = ()
    details: Annotated[tuple[Detail, ...], BeforeValidator(_no_null)] = ()


class Role(_Answer):
    """What an office is for a service: ``01`` is in charge."""

    code: Text = ""


class Organisation(_Answer):
    """An office by id and name."""

    id: str
    title: Text = ""
    role: Role | None = None


class Listed(_Answer):
    """A service in the list of a region."""

    id: str = Field(min_length=1, max_length=100)
    #: Regional keys that it is valid for; zeros at the end stand for everything within.
    ars: Annotated[tuple[str, ...], BeforeValidator(_no_null)] = ()
    updated: Text = Field(default="", alias="lastUpdate")


class Page(_Answer):
    """A page of a list (Spring's ``Page``)."""

    content: Annotated[tuple[Listed, ...], BeforeValidator(_no_null)] = ()
    total: int | None = Field(default=None, alias="totalElements")
    last: bool | None = None


class Services(_Answer):
    """The answer to ``/v7/servicedescriptions/{ars}``."""

    page: Page = Field(alias="serviceDescriptions")


class Description(Listed):
    """The answer to ``/v6/servicedescriptions/{id}/detail``."""

    name: Text = ""
    leika: Annotated[tuple[str, ...], BeforeValidator(_no_null)] = Field(
        default=(), alias="leikakeys"
    )
    modules: Annotated[tuple[Module, ...], BeforeValidator(_no_null)] = Field(
        default=(), alias="details"
    )
    online: Annotated[tuple[Link, ...], BeforeValidator(_no_null)] = Field(
        default=(), alias="onlineServiceLinks"
    )
    organisations: Annotated[tuple[Organisation, ...], BeforeValidator(_no_null)] = ()
    portals: Annotated[tuple[Link, ...], BeforeValidator(_no_null)] = Field(
        default=(), alias="sourcePortals"
    )
    #: When the office itself last changed it.
    changed: Text = Field(default="", alias="externalLastUpdate")


class Address(_Answer):
    """An office's address."""

    type: Text = ""
    street: Text = ""
    zip: Text = ""
    city: Text = ""


class Communication(_Answer):
    """A telephone number and the like; ``02`` is a telephone."""

    code: Text = ""
    value: Text = ""


class Location(_Answer):
    """Where an office is and how it is reached."""

    addresses: Annotated[tuple[Address, ...], BeforeValidator(_no_null)] = ()
    communications: Annotated[tuple[Communication, ...], BeforeValidator(_no_null)] = ()


class Unit(_Answer):
    """The answer to ``/v5/organisationunits/detail``."""

    title: Text = ""
    location: Location | None = None
