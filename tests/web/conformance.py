"""Rules of the HTML standard beyond a clean parse: names, values, and nesting of elements.

Tables of the living standard as far as our pages use it; what is not in them is a finding, so that
a new element or attribute is looked up once and written down here.
"""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

GLOBAL = {
    "autofocus", "class", "dir", "hidden", "id", "lang", "role", "spellcheck", "tabindex", "title",
    "autocapitalize", "enterkeyhint", "translate",
}  # fmt: skip
ATTRIBUTES = {
    "a": "href download rel type", "abbr": "", "article": "", "aside": "", "b": "", "bdi": "",
    "blockquote": "cite", "body": "", "br": "", "button": "formaction formmethod name type value",
    "caption": "", "cite": "", "code": "", "dd": "", "del": "", "details": "name open",
    "dialog": "", "div": "", "dl": "", "dt": "", "em": "", "fieldset": "", "figcaption": "",
    "figure": "", "footer": "", "form": "action enctype method novalidate", "h1": "", "h2": "",
    "h3": "", "h4": "", "head": "", "header": "", "hr": "", "html": "", "i": "", "iframe":
    "loading referrerpolicy sandbox src", "input": "accept autocomplete checked disabled list max"
    " maxlength min multiple name pattern placeholder required size step type value", "ins": "",
    "kbd": "", "label": "for", "legend": "", "li": "value", "link": "href media rel sizes type",
    "main": "", "mark": "", "meta": "charset content name property", "nav": "", "noscript": "",
    "ol": "start", "optgroup": "label", "option": "selected value", "p": "", "pre": "",
    "progress": "max value", "q": "cite", "s": "", "script": "defer src type", "search": "",
    "section": "", "select": "multiple name required size", "small": "", "span": "",
    "strong": "", "sub": "", "summary": "", "sup": "", "table": "", "tbody": "", "td":
    "colspan rowspan", "textarea": "cols maxlength name required rows", "tfoot": "", "th":
    "abbr colspan rowspan scope", "thead": "", "time": "datetime", "title": "", "tr": "",
    "ul": "", "var": "", "wbr": "",
}  # fmt: skip
PHRASING_ONLY = (
    "p h1 h2 h3 h4 span a b i em strong small code kbd mark q cite abbr time ins del label button"
    " summary pre sub sup s bdi var option"
).split()
"""Of these, `a`, `ins` and `del` may hold blocks where their parent may: see `_blocks`."""
BLOCKS = (
    "p div section article aside header footer main nav h1 h2 h3 h4 ul ol dl table form fieldset"
    " figure details dialog blockquote pre hr"
).split()
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "tr": {"td", "th"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "select": {"option", "optgroup", "hr"},
}
INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe"
VALUES = {
    ("th", "scope"): {"col", "row", "colgroup", "rowgroup"},
    ("form", "method"): {"get", "post", "dialog"},
    ("button", "type"): {"submit", "button", "reset"},
    ("input", "type"): {
        "search",
        "text",
        "hidden",
        "date",
        "checkbox",
        "radio",
        "password",
        "number",
        "submit",
    },
    ("script", "type"): {"application/ld+json"},
}
_PLACE = r"[^\s<>\"]+"
FORMS = {
    "datetime": r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?",
    "href": _PLACE,
    "src": _PLACE,
    "action": _PLACE,
    "formaction": _PLACE,
    "id": r"\S+",
    "tabindex": "0|-1",
    "colspan": "[1-9][0-9]*",
}
MISPLACED = (
    "main main, article main, nav main, form form, label label, header header, footer footer,"
    " header footer, footer header, summary:not(details > summary), li:not(ul > li, ol > li),"
    " dt:not(dl > dt, dl > div > dt), dd:not(dl > dd, dl > div > dd), dl:has(> dt):has(> div),"
    " figcaption:not(figure > figcaption), option:not(select option), legend:not(fieldset > legend)"
)


def find_faults(page: BeautifulSoup) -> list[str]:
    """All violations of the HTML standard in a parsed page."""
    checks = (
        _check_names,
        _check_values,
        _check_children,
        _check_nesting,
        _check_blocks,
        _check_references,
        _check_uniqueness,
    )
    return [found for check in checks for found in check(page)]


def _iter_elements(page: BeautifulSoup) -> Iterator[Tag]:
    """HTML elements of a page, without those of SVG."""
    for element in page.find_all(True):
        if element.name != "svg" and not element.find_parent("svg"):
            yield element


def _check_names(page: BeautifulSoup) -> Iterator[str]:
    for element in _iter_elements(page):
        if element.name not in ATTRIBUTES:
            yield f"<{element.name}> is no element we know"
            continue
        known = {*GLOBAL, *ATTRIBUTES[element.name].split()}
        for name in element.attrs:
            if name not in known and not name.startswith(("data-", "aria-")):
                yield f"<{element.name} {name}>"


def _check_values(page: BeautifulSoup) -> Iterator[str]:
    for (name, attribute), allowed in VALUES.items():
        for element in page.select(f"{name}[{attribute}]"):
            if element[attribute] not in allowed:
                yield f"<{name} {attribute}={element[attribute]}>"
    for attribute, form in FORMS.items():
        for element in page.select(f"[{attribute}]"):
            if not re.fullmatch(form, element[attribute]):
                yield f"<{element.name} {attribute}={element[attribute]!r}>"
    for element in page.select("time:not([datetime])"):
        if not re.fullmatch(FORMS["datetime"], element.get_text()):
            yield f"<time> says {element.get_text()!r}, which is no date"


def _check_children(page: BeautifulSoup) -> Iterator[str]:
    for parent, allowed in CHILDREN.items():
        for element in page.select(parent):
            children = {child.name for child in element.find_all(True, recursive=False)}
            if strange := children - allowed - {"script", "template"}:
                yield f"<{parent}> holds {', '.join(sorted(strange))}"
    for parent, child in (("details", "summary"), ("fieldset", "legend")):
        for element in page.select(parent):
            named = [one.name for one in element.find_all(True, recursive=False)]
            if child in named[1:] or (parent == "details" and child not in named):
                yield f"<{parent}> does not begin with its only <{child}>"


def _check_nesting(page: BeautifulSoup) -> Iterator[str]:
    for outer in page.select("a, button"):
        if inner := outer.select_one(f":is({INTERACTIVE}, [tabindex])"):
            yield f"<{outer.name}> holds <{inner.name}>, which acts too"
    for label in page.select("label"):
        if len(label.select("input, select, textarea, button")) > 1:
            yield "<label> of several fields"
    for element in page.select(MISPLACED):
        yield f"<{element.name}> in <{element.parent.name}>, where it may not be"


def _check_blocks(page: BeautifulSoup) -> Iterator[str]:
    """Phrasing elements hold no blocks; links and edits hold what their parent may."""
    for element in page.find_all(BLOCKS):
        parent = element.parent
        while parent is not None and parent.name in ("a", "ins", "del"):
            parent = parent.parent
        if parent is not None and parent.name in PHRASING_ONLY:
            heading = element.name.startswith("h") and parent.name == "summary"
            if not heading:
                yield f"<{parent.name}> holds <{element.name}>"


def _check_references(page: BeautifulSoup) -> Iterator[str]:
    ids = {element["id"] for element in page.select("[id]")}
    for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "list"):
        for element in page.select(f"[{attribute}]"):
            for name in element[attribute].split():
                if name not in ids:
                    yield f"{attribute}={name} points at nothing"
    for label in page.select("label[for]"):
        field = page.find(id=label["for"])
        if field is not None and field.name not in ("input", "select", "textarea", "progress"):
            yield f"<label> of a <{field.name}>"
    for link in page.select("a[href^='#']"):
        if link["href"] != "#" and link["href"][1:] not in ids:
            yield f"{link['href']} leads nowhere"


def _check_uniqueness(page: BeautifulSoup) -> Iterator[str]:
    ids = [element["id"] for element in page.select("[id]")]
    yield from (f"id {name} twice" for name in {one for one in ids if ids.count(one) > 1})
    for selector in ("head > title", "main:not([hidden])", "h1", "meta[charset]", "body"):
        if (number := len(page.select(selector))) != 1:
            yield f"{number} times {selector}"
    if not page.html.get("lang") or not page.title.get_text(strip=True):
        yield "no language or title"
    for table in page.select("table"):
        rows = table.select("tr")
        widths = {sum(int(cell.get("colspan", 1)) for cell in row.select("td, th")) for row in rows}
        if len(widths) > 1 and not table.select("[rowspan]"):
            yield f"<table> of rows of {sorted(widths)} cells"
