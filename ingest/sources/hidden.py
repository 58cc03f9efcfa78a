"""Parts of a page that no reader sees: taken out of the tree, kept aside as text."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

#: Elements whose content is no text for readers.
_NEVER_TEXT = frozenset({"script", "style", "template", "noscript", "iframe", "object", "embed",
    "svg", "math", "canvas", "head", "audio", "video", "datalist", "select", "input", "textarea",
    "button", "map"})  # fmt: skip
_ZERO = r"0*(?:\.0*)?[0-1]?(?:px|pt|em|rem|%)?"
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden|"
    rf"(?:^|;|\s)font(?:-size)?\s*:\s*{_ZERO}\s*(?:;|!|$|/)|"
    r"opacity\s*:\s*(?:0+(?:\.0\d*)?|\.0\d*)\s*%?\s*(?:;|!|$)|"
    r"text-indent\s*:\s*-\s*\d{3,}|(?:left|top|right|bottom|margin(?:-left|-top)?)\s*:\s*-\s*\d{3,}|"
    r"clip\s*:\s*rect\(\s*[01]|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0)|"
    r"transform\s*:\s*(?:scale[xy]?\(\s*0|translate[xy]?\(\s*-\s*\d{3,})|"
    rf"(?:^|;|\s)(?:max-)?(?:height|width)\s*:\s*{_ZERO}\s*(?:;|!|$)|"
    r"-webkit-text-fill-color\s*:\s*transparent",
    re.IGNORECASE,
)
_PALE = re.compile(
    r"(?:^|;|\s)color\s*:\s*(?:white|transparent|#f[a-f0-9]f[a-f0-9]f[a-f0-9]\b|#fff\b|#ffff\b|"
    r"rgba?\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5]|rgba\([^)]*,\s*0(?:\.0\d*)?\s*\)|hsla?\([^)]*100%\s*[,)])",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(r"background(?:-color|-image)?\s*:", re.IGNORECASE)
#: Class names that the usual frameworks hide text with.
_CLASSES = frozenset({"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "hidden",
    "d-none", "is-hidden", "u-hidden", "hide", "invisible", "element-invisible", "offscreen",
    "assistive-text", "show-for-sr", "print-only"})  # fmt: skip
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"^(?:[a-z][a-z0-9]*)?(?:([.#])([\w-]+)|\[([\w-]+)\])$", re.IGNORECASE)
#: Longer style sheets than this are not a page's own.
_LONGEST_STYLE = 200_000


def take_hidden(root: HtmlElement) -> tuple[str, ...]:
    """Remove from the tree what no reader sees; return its texts.

    Reads attributes, style attributes, the page's own style sheets (rules for one class, id or
    attribute) and the class names of the usual frameworks. A style sheet in a file of its own is
    not fetched, so what only that one hides stays.
    """
    rules = _hiding_rules(root)
    found: list[str] = []
    for node in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        if node.text:
            found.append(str(node.text))
        _drop(node)
    for element in list(root.iter(etree.Element)):
        if not isinstance(element, HtmlElement) or not isinstance(element.tag, str):
            continue
        never = element.tag in _NEVER_TEXT
        if element is root or not (never or _is_hidden(element, rules)):
            continue
        if element.getroottree().getroot() is not root.getroottree().getroot():
            continue  # within something that is out already
        if element.tag not in {"script", "style"}:
            found.extend(_texts(element))
        _drop(element)
    found.extend(_attributes(root))
    return tuple(dict.fromkeys(text for text in map(str.strip, found) if text))


def _texts(element: HtmlElement) -> Iterator[str]:
    for name in ("value", "placeholder", "srcdoc", "content"):
        yield from (str(e.get(name)) for e in element.iter() if e.get(name))
    yield " ".join(map(str, element.itertext(with_tail=False)))


def _attributes(root: HtmlElement) -> Iterator[str]:
    for element in root.iter():
        for name in ("alt", "title", "aria-label", "aria-description", "data-content", "summary"):
            if value := element.get(name):
                yield str(value)


def _drop(node: etree._Element) -> None:
    """Out of the tree, but the text after it stays."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)
    node.tail = None


def _is_hidden(element: HtmlElement, rules: frozenset[str]) -> bool:
    if "hidden" in element.attrib or element.get("aria-hidden", "").strip().lower() == "true":
        return True
    style = element.get("style", "")
    if style and _hides(style):
        return True
    if element.tag == "font" and element.get("color", "").lower() in {"white", "#fff", "#ffffff"}:
        return True
    classes = set(element.get("class", "").lower().split())
    if classes & _CLASSES:
        return True
    names = {f".{name}" for name in classes}
    if element.get("id"):
        names.add(f"#{element.get('id', '').lower()}")
    names.update(f"[{name}]" for name in element.attrib)
    return bool(rules & names)


def _hides(style: str) -> bool:
    plain = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    if _HIDING.search(plain):
        return True
    return bool(_PALE.search(plain)) and not _BACKGROUND.search(plain)


def _hiding_rules(root: HtmlElement) -> frozenset[str]:
    """Simple selectors that the page's own style sheets hide."""
    selectors: set[str] = set()
    for sheet in root.iter("style"):
        css = re.sub(r"/\*.*?\*/", "", (sheet.text or "")[:_LONGEST_STYLE], flags=re.DOTALL)
        for names, style in _RULE.findall(css):
            if not _hides(style):
                continue
            for name in names.split(","):
                if match := _SIMPLE.match(name.strip()):
                    mark, word, attribute = match.groups()
                    selectors.add(f"[{attribute}]" if attribute else f"{mark}{word}".lower())
    return frozenset(selectors)
