"""Import of metadata from a spreadsheet: compared with the archive row by row, and applied as one change."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from archive.curation.changes import record_change
from archive.curation.edit import format_credits, record_editor_evidence
from archive.curation.metadata_files import MetadataFile, MetadataRow
from archive.curation.metadata_table import COLUMNS, KEY_COLUMN, STATE_COLUMN, MetadataColumn, read_credits
from archive.db.bulk import iter_batches
from archive.errors import CurationError
from archive.models import Article, Author, Byline, Change, Evidence, Outlet
from archive.models.articles import DERIVED_FIELDS
from archive.models.named import build_slug, find_free_slug
from archive.search.indexing import change_queue
from archive.text.messages import lazy_message
from archive.text.normalize import collapse_whitespace

BATCH_SIZE: Final = 200  # articles read and written at once
_UNIQUE_COLUMN: Final = "canonical_url"
_EVIDENCE_FIELDS: Final = {"authors": "author"} | {
    column.name: column.name for column in COLUMNS if column.name in Evidence.Field.values
}


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell that differs from the archive, with the outlets or authors it names that there are not yet."""

    column: MetadataColumn
    before: str
    after: str
    new_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleDifference:
    """The cells of one row that differ; `is_stale` where the article changed after the file was made."""

    number: int
    article: Article
    cells: tuple[CellDifference, ...]
    is_stale: bool = False

    @property
    def key(self) -> str:
        """Return a key of the row and all it would change: what was previewed is applied, nothing else."""
        parts = [str(self.article.pk), *(f"{c.column.name}\0{c.before}\0{c.after}" for c in self.cells)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A cell (a row, without a column) that cannot be used, and why."""

    number: int
    column: Any
    problem: str


@dataclass(slots=True)
class MetadataPreview:
    """Result of comparing a file with the archive."""

    differences: list[ArticleDifference] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    unknown_headers: tuple[str, ...] = ()
    unchanged_count: int = 0


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Articles that an import changed, and chosen rows that were no longer as previewed."""

    change: Change
    article_count: int
    outdated_count: int


class _NameFinder:
    """Lookup of outlets and authors by name, each name once."""

    def __init__(self) -> None:
        self._records: dict[tuple[type[Any], str], Any] = {}

    def load(self, outlet_names: Iterable[str], author_names: Iterable[str]) -> None:
        """Look up the names of a batch at once."""
        for model, names in ((Outlet, outlet_names), (Author, author_names)):
            missing = {name for name in names if name and (model, name) not in self._records}
            found = model.objects.find_all_nearest(missing) if missing else {}
            self._records |= {(model, name): record for name, record in found.items()}

    def find(self, model: type[Any], name: str) -> Any:
        """Return the record of a name, or None."""
        if (model, name) not in self._records:
            self._records[model, name] = model.objects.find_nearest(name)
        return self._records[model, name]

    def get_or_create(self, model: type[Any], name: str) -> Any:
        """Return the record of a name; a new one where there is none."""
        record = self.find(model, name)
        if record is None:
            slug = find_free_slug(build_slug(name, fallback=model.__name__.lower()), model.objects.all())
            record = self._records[model, name] = model.objects.create(name=name[:200], slug=slug)
        return record


def compare_file(file: MetadataFile, *, today: date | None = None) -> MetadataPreview:
    """Return what the file would change, and what of it cannot be used; nothing is written."""
    today = today or timezone.localdate()
    preview, names = MetadataPreview(unknown_headers=file.unknown_headers), _NameFinder()
    first_numbers: dict[str, int] = {}
    for batch in iter_batches(file.rows, BATCH_SIZE):
        identifiers = [row.cells.get(KEY_COLUMN, "") for row in batch]
        articles = Article.objects.for_cards().defer("body").in_bulk(identifiers, field_name="identifier")
        holders = _find_holders(batch)
        names.load(*_list_names((row.cells.get("outlet", ""), row.cells.get("authors", "")) for row in batch))
        for row in batch:
            identifier = row.cells.get(KEY_COLUMN, "")
            article, first = articles.get(identifier), first_numbers.setdefault(identifier, row.number)
            if article is None:
                message = lazy_message("No article of this archive has the identifier ‘{id}’.", id=identifier[:50])
                preview.problems.append(RowProblem(row.number, "", message))
            elif first != row.number:
                message = lazy_message("Row {number} is the same article. Delete one of the two.", number=first)
                preview.problems.append(RowProblem(row.number, "", message))
            else:
                _compare_row(row, article, preview, names, holders, today)
    return preview


def _list_names(cells: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Return the names of outlets, and those of authors, in pairs of their cells."""
    outlet_names, author_names = [], []
    for outlet, authors in cells:
        outlet_names.append(collapse_whitespace(outlet)[:200])
        with suppress(CurationError):  # a cell that cannot be used is named where it is compared
            author_names += [credit.name for credit in read_credits(authors)]
    return outlet_names, author_names


def _find_holders(rows: Iterable[MetadataRow]) -> dict[str, int]:
    """Map the addresses of these rows to the articles that have them now."""
    addresses = {row.cells[_UNIQUE_COLUMN] for row in rows if row.cells.get(_UNIQUE_COLUMN)}
    return dict(Article.objects.filter(canonical_url__in=addresses).values_list("canonical_url", "pk"))


def _compare_row(
    row: MetadataRow,
    article: Article,
    preview: MetadataPreview,
    names: _NameFinder,
    holders: dict[str, int],
    today: date,
) -> None:
    cells, has_problem = [], False
    for column in COLUMNS:
        before = column.write(article)
        cell = row.cells.get(column.name, before)
        if cell == before.strip():
            continue
        try:
            after = column.read(cell, today)
            if column.name == _UNIQUE_COLUMN and holders.setdefault(after, article.pk) != article.pk and after:
                raise CurationError(lazy_message("Another article has this address already."))
        except CurationError as error:
            preview.problems.append(RowProblem(row.number, column.label, error.args[0]))
            has_problem = True
            continue
        if after != before:
            cells.append(CellDifference(column, before, after, _find_new_names(column.name, after, names)))
    if cells:
        is_stale = _is_stale(row.cells.get(STATE_COLUMN, ""), article.changed_at)
        preview.differences.append(ArticleDifference(row.number, article, tuple(cells), is_stale))
    elif not has_problem:
        preview.unchanged_count += 1


def _find_new_names(column: str, value: str, names: _NameFinder) -> tuple[str, ...]:
    if column == "outlet":
        return (value,) if value and names.find(Outlet, value) is None else ()
    if column == "authors":
        return tuple(credit.name for credit in read_credits(value) if names.find(Author, credit.name) is None)
    return ()


def _is_stale(state: str, changed_at: datetime) -> bool:
    """Return whether the article changed after the moment in the file; a moment that was edited says nothing."""
    try:
        return datetime.fromisoformat(state) < changed_at
    except (ValueError, TypeError):
        return False


def apply_differences(
    file: MetadataFile,
    keys: Collection[str],
    *,
    user: AbstractBaseUser,
    reason: str = "",
    summary: str = "",
    kind: Change.Action = Change.Action.IMPORT,
    action: str = "Set in the admin",
) -> ImportResult:
    """Apply the chosen rows of a file as one change, as they were previewed; a row that differs now is left out.

    `action` are the words of the evidence for who set a value.
    """
    with record_change(kind, user=user, reason=reason, summary=summary) as details:
        chosen = [difference for difference in compare_file(file).differences if difference.key in keys]
        names = _NameFinder()
        for batch in iter_batches(chosen, BATCH_SIZE):
            _apply_batch(batch, names, user, action)
        change_queue.queue_changes(difference.article.pk for difference in chosen)
    return ImportResult(details.change, len(chosen), len(set(keys)) - len(chosen))


def _apply_batch(
    differences: Sequence[ArticleDifference], names: _NameFinder, user: AbstractBaseUser, action: str
) -> None:
    articles = Article.objects.select_for_update().in_bulk([difference.article.pk for difference in differences])
    cells = [{cell.column.name: cell.after for cell in difference.cells} for difference in differences]
    names.load(*_list_names((row.get("outlet", ""), row.get("authors", "")) for row in cells))
    values: dict[str, dict[int, tuple[str, str]]] = defaultdict(dict)  # former and new ones, by field and article
    for difference in differences:
        article = articles[difference.article.pk]
        for cell in difference.cells:
            value = _set_value(article, cell, names)
            if name := _EVIDENCE_FIELDS.get(cell.column.name):
                before = format_credits(difference.article.credits) if name == "author" else cell.before
                values[name][article.pk] = before, value
        article.set_derived_fields()
        article.changed_at = timezone.now()
    columns = [column.name for column in COLUMNS if column.name != "authors"]
    Article.objects.bulk_update(articles.values(), [*columns, *DERIVED_FIELDS], batch_size=50)
    for name, values_by_article in values.items():
        record_editor_evidence(name, values_by_article, user=user, action=action)


def _set_value(article: Article, cell: CellDifference, names: _NameFinder) -> str:
    """Set the value of a cell; return it as its evidence states it."""
    if cell.column.name == "outlet":
        article.outlet = names.get_or_create(Outlet, cell.after) if cell.after else None
        return article.outlet.name if article.outlet else ""
    if cell.column.name == "authors":
        return _set_bylines(article, cell.after, names)
    setattr(article, cell.column.name, cell.after)
    return cell.after


def _set_bylines(article: Article, value: str, names: _NameFinder) -> str:
    """Replace the bylines; one that stays keeps its printed name."""
    former = {(byline.author_id, byline.role): byline for byline in article.bylines.select_related("author")}
    kept = []
    for position, credit in enumerate(read_credits(value)):
        author = names.get_or_create(Author, credit.name)
        byline = former.pop((author.pk, credit.role), None) or Byline(article=article, author=author, role=credit.role)
        byline.position = position
        byline.save()
        kept.append(byline)
    Byline.objects.filter(pk__in=[byline.pk for byline in former.values()]).delete()
    return format_credits(kept)
