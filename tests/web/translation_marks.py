"""Messages marked for translation in templates and code, found by their parsers alone."""

import ast
import re
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
READER_TEMPLATES = [path for path in TEMPLATES if "api" not in path.parts]
CODE = sorted(set((ROOT / "archive").rglob("*.py")) - set((ROOT / "archive").glob("migrations/*")))
ADMIN_MODULES = sorted((ROOT / "archive" / "admin").glob("*.py"))
SINGULAR_CALLS = frozenset("_ gettext gettext_lazy gettext_noop lazy_message add_repair build_error".split())
PLURAL_CALLS = frozenset("ngettext ngettext_lazy lazy_plural_message".split())
CONTEXT_CALLS = frozenset("pgettext pgettext_lazy".split())

Mark = tuple[str, str | tuple[str, str]]
"""The context, and the words in English or both forms of them."""


def find_marks() -> set[Mark]:
    """All messages that are marked in templates and code."""
    found: set[Mark] = set()
    for path in TEMPLATES:
        found |= _find_marks_in_calls(_parse_template_calls(templatize(path.read_text(), origin=str(path))))
    for path in CODE:
        found |= _find_marks_in_calls(ast.parse(path.read_text()))
    return found


def _parse_template_calls(templatized: str) -> ast.Module:
    """The calls that Django writes for the tags of a template; all else in it is padding."""
    quoted = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
    call = re.compile(rf"\b(?:_|n?p?gettext)\((?:[^()\"']|{quoted})*\)")
    return ast.parse("\n".join(call.findall(templatized)))


def _find_marks_in_calls(tree: ast.AST) -> set[Mark]:
    found: set[Mark] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [each.value for each in node.args if isinstance(each, ast.Constant)]
        words = [each for each in words if isinstance(each, str)]
        if not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        if name in SINGULAR_CALLS and words:
            found.add(("", words[0]))
        elif name in PLURAL_CALLS and len(words) > 1:
            found.add(("", (words[0], words[1])))
        elif name in CONTEXT_CALLS and len(words) > 1:
            found.add((words[0], words[1]))
    return found


def find_marks_in_fstrings(path: Path) -> list[str]:
    """Marked messages inside f-strings, where xgettext does not find them."""
    strings = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr))
    return [repr(words) for string in strings for _, words in _find_marks_in_calls(string)]


_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_BLOCK = re.compile(r"\{%\s*blocktranslate.*?\{%\s*endblocktranslate\s*%\}", re.DOTALL)
_KIND = re.compile(r"\{% block (?:page_class|bodyclass) %\}.*?\{% endblock[^%]*%\}")  # names a class
_SILENT = re.compile(r"<(code|kbd|script|style)\b.*?</\1>", re.DOTALL)
_READ_ALOUD = re.compile(r"\b(?:aria-label|title|placeholder|alt|data-[\w-]*label)=\"([^\"]*)\"")
_WORDS = re.compile(r"[A-Za-z]{2,}")


def find_unmarked_words(template: str) -> list[str]:
    """Words of a template that stand outside every mark."""
    text = _SILENT.sub("", _TAG.sub("", _BLOCK.sub("", _KIND.sub("", template))))
    seen = re.split(r"<[^>]*>", text)
    return [each.strip() for each in (*seen, *_READ_ALOUD.findall(text)) if _WORDS.search(each)]


_SENTENCE = re.compile(r"[A-Za-z’]{2,} [A-Za-z’]{2,}|^[A-Z][a-z]+$|[a-z]…$")
_WORDLESS = re.compile(r"^(?:[\w.]+/)*[\w.]+\.(?:html|js|css)$|^ ?[a-z_]+(?:__[a-z_]+)+$")


def find_unmarked_strings(path: Path) -> list[str]:
    """Strings of code that look like words for readers and stand outside every mark."""
    tree = ast.parse(path.read_text())
    spared: set[int] = set()
    for node in ast.walk(tree):
        name = getattr(getattr(node, "func", None), "id", "")
        if name in SINGULAR_CALLS | PLURAL_CALLS | CONTEXT_CALLS | {"format_lazy"}:
            spared |= {id(each) for each in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spared.add(id(node.value))  # a docstring
        for given in [*getattr(node, "decorator_list", ()), *getattr(node, "bases", ())]:
            spared |= {id(each) for each in ast.walk(given) if isinstance(given, ast.Name)}
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [
        node.value
        for node in strings
        if isinstance(node.value, str)
        and id(node) not in spared
        and _SENTENCE.search(node.value)
        and not _WORDLESS.search(node.value)
    ]
