"""What a page's lines look like."""

from knowledge.line_layout import Layout

LINES = (
    "Die Bücherei steht allen offen.",
    "Öffnungszeiten",
    "Montag bis Freitag: 9.00 bis 18.00 Uhr",
    "sonntags geschlossen",
    "Kontakt",
    "Adresse:",
    "Lange Straße 4, 30159 Hannover",
    "Telefon 0511 1234567, mail@example.org",
)
LAYOUT = Layout.of("Stadtbücherei", LINES)


def kinds(line: int) -> set[str]:
    return {name for name, which in LAYOUT.kinds.items() if which[line]}


def test_a_lines_kinds_are_read_off_its_letters() -> None:
    assert kinds(0) == {"sentence"}
    assert kinds(1) == {"heading"}
    assert kinds(2) == {"time", "day", "number"}
    assert kinds(3) == {"heading", "lower"}  # short, and no sentence: it may head what follows
    assert kinds(5) == {"colon"}
    assert kinds(6) == {"street", "number"}
    assert kinds(7) == {"phone", "mail", "web", "number"}


def test_a_block_is_a_heading_and_what_stands_below_it() -> None:
    # Of two heads one below the other ("Kontakt", "Adresse:") the first begins the block.
    layout = Layout.of("Stadtbücherei", [*LINES[:3], *LINES[4:]])
    assert layout.blocks.tolist() == [0, 1, 1, 2, 2, 2, 2]
    assert layout.begins.tolist() == [0, 1, 1, 3, 3, 3, 3]
    assert layout.sections()[1:3] == ["\n".join(LINES[1:3])] * 2


def test_a_line_stands_below_its_title_and_the_nearest_heading() -> None:
    assert LAYOUT.paths()[0] == "Stadtbücherei\nDie Bücherei steht allen offen."
    assert LAYOUT.paths()[2] == f"Stadtbücherei\nÖffnungszeiten\n{LINES[2]}"
    # A line that repeats the title is not named twice.
    assert Layout.of("Freibad", ["Freibad"]).paths() == ["Freibad"]


def test_a_page_may_have_one_line() -> None:
    layout = Layout.of("", ["Ja."])
    assert layout.blocks.tolist() == [0]
    assert layout.paths() == layout.sections() == ["Ja."]
