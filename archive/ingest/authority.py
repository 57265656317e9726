"""Authority records: printed names of outlets and authors resolved to them, and files of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import partial
from typing import Any, Final, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from archive.formats.documents import AuthorCredit, Finding, ParsedArticle
from archive.models import Article, Author, AuthorAlias, Byline, Collection, Outlet, OutletAlias, OutletDomain
from archive.models.named import build_slug, measure_nearness
from archive.text.normalize import name_key
from archive.text.urls import get_domain

MAX_ATTEMPTS: Final = 1000

ModelT = TypeVar("ModelT", bound=models.Model)


def find_or_create(
    model: type[ModelT], name: str, find: Callable[[], ModelT | None], values: Mapping[str, str] | None = None
) -> ModelT:
    """Return the row that `find` returns, also if another run just created it; or create one with a free slug."""
    base_slug = build_slug(name, fallback=model.__name__.lower())
    for number in range(1, MAX_ATTEMPTS):
        if (row := find()) is not None:
            return row
        slug = base_slug if number == 1 else f"{base_slug[:74]}-{number}"
        if model._default_manager.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return model._default_manager.create(name=name, slug=slug, **(values or {}))
        except IntegrityError:  # another run took the slug between the check and the insert
            continue
    raise AssertionError(f"a thousand records share the slug {base_slug}")


@dataclass(slots=True)
class OutletResolver:
    """Outlet lookup for the articles of one transaction, cached by printed name and domain.

    Of outlets whose names are alike the one with the very name goes before one whose name has other accents.
    `run_outlet` is the operator's option and overrides what a text says. Without `may_create` (dry run) an unknown name
    gives no outlet. A name alike but for its article (`The Nation`, `Nation`) may be another outlet's: only a common
    domain or an alias joins the two.
    """

    run_outlet: Outlet | None = None
    may_create: bool = True
    _by_name: dict[str, Outlet | None] = field(default_factory=dict)
    _by_host: dict[str, Outlet | None] = field(default_factory=dict)

    def resolve(self, article: ParsedArticle) -> tuple[Outlet | None, tuple[Finding, ...]]:
        """Return the outlet of an article, and its findings with the outlet's finding updated."""
        findings = [finding for finding in article.findings if finding.field != "outlet" or finding.value]
        if self.run_outlet is not None:  # what the text says is a rejected alternative
            findings = [replace(f, chosen=False) if f.field == "outlet" else f for f in findings]
            rule = "given for the whole run"
            run_finding = Finding(field="outlet", value=self.run_outlet.name, status="inferred", rule=rule)
            return self.run_outlet, (*findings, run_finding)
        named = next((f for f in findings if f.field == "outlet" and f.chosen), None)
        outlet, finding = self._resolve_named(article, named) if named else self._resolve_domain(article)
        if finding is None:
            return outlet, article.findings
        return outlet, (*(f for f in findings if f is not named), finding)

    def _resolve_named(self, article: ParsedArticle, finding: Finding) -> tuple[Outlet | None, Finding]:
        name = finding.value
        if name not in self._by_name:
            self._by_name[name] = Outlet.objects.find_nearest(name)
        outlet = self._by_name[name]
        if outlet is None and article.outlet_domain and finding.status == "stated":
            outlet = self._find_by_domain(article.outlet_domain)
        if outlet is None and finding.status != "stated":
            outlet = find_outlet(finding.value)
        if outlet is not None:
            return outlet, replace(finding, value=outlet.name)
        if finding.status != "stated":
            rule = f"{finding.rule}; no outlet of that name is in the archive"
            return None, replace(finding, status="unknown", rule=rule)
        if not self.may_create:
            return None, finding
        similar = find_outlet(finding.value)
        domain = article.outlet_domain or get_domain(article.canonical_url)
        if similar is not None and domain and self._find_by_domain(domain) == similar:
            return similar, replace(finding, value=similar.name)
        find_same_name = partial(Outlet.objects.find_nearest, name)
        outlet = self._by_name[name] = find_or_create(Outlet, name[:200], find_same_name)
        if article.outlet_domain and _add_domain(outlet, article.outlet_domain):
            self._by_host[article.outlet_domain] = outlet
        remark = f", much like ‘{similar.name}’: merge the two if they are one" if similar else ""
        return outlet, replace(finding, rule=f"{finding.rule}; a new record was made{remark}")

    def _resolve_domain(self, article: ParsedArticle) -> tuple[Outlet | None, Finding | None]:
        domain = article.outlet_domain or get_domain(article.canonical_url)
        if not domain:
            return None, None
        outlet = self._find_by_domain(domain)
        if outlet is None:
            rule = f"it is at {domain}, a domain that no outlet of the archive has"
            return None, Finding(field="outlet", value="", status="unknown", rule=rule)
        rule = f"it is at {domain}, a domain of this outlet"
        finding = Finding(field="outlet", value=outlet.name, status="inferred", rule=rule)
        address = next((f for f in article.findings if f.field == "canonical_url" and f.value), None)
        if address is not None:
            finding = replace(finding, words=address.words, start=address.start, end=address.end)
        return outlet, finding

    def _find_by_domain(self, domain: str) -> Outlet | None:
        """Return the outlet of a domain, or of its closest parent domain."""
        if domain not in self._by_host:
            labels = domain.split(".")
            candidate_domains = [".".join(labels[first:]) for first in range(max(1, len(labels) - 1))]
            rows = OutletDomain.objects.select_related("outlet").filter(domain__in=candidate_domains)
            longest_match = max(rows, key=lambda row: len(row.domain), default=None)
            self._by_host[domain] = longest_match.outlet if longest_match else None
        return self._by_host[domain]


def _add_domain(outlet: Outlet, domain: str) -> bool:
    """Give a domain to an outlet; return False if an outlet has it already."""
    return OutletDomain.objects.get_or_create(domain=domain, defaults={"outlet": outlet})[1]


def find_outlet(name: str) -> Outlet | None:
    """Return the outlet of a printed name, with or without `the`, or of a slug that it had; the oldest of several."""
    key = name_key(name)
    for spelling in dict.fromkeys((name, key.removeprefix("the "), f"the {key}")):
        if (outlet := Outlet.objects.find_nearest(spelling)) is not None:
            return outlet
    former_keys = [pk for pk, _ in Outlet.objects.find_by_slug([name.strip().casefold()]).values()]
    return Outlet.objects.filter(pk__in=former_keys).first()


def suggest_outlet_slugs(name: str, limit: int = 5) -> Sequence[str]:
    """Return slugs of outlets that share a word with `name` or are spelt like it."""
    key = name_key(name)
    key_words = set(key.split()) - {"the", "le", "la", "of", "news", "daily"}
    outlets = list(Outlet.objects.order_by("name").values_list("key", "slug")[:5000])
    similar_keys = get_close_matches(key, [other for other, _ in outlets], n=limit, cutoff=0.75)
    candidates = [(len(key_words & set(other.split())) or other in similar_keys, slug) for other, slug in outlets]
    return [slug for is_similar, slug in sorted(candidates, key=lambda pair: -pair[0]) if is_similar][:limit]


@dataclass(slots=True)
class AuthorResolver:
    """Author lookup for the articles of one transaction; one query for all names."""

    _by_key: dict[str, list[Author]] = field(default_factory=dict)

    @classmethod
    def from_credits(cls, author_credits: Iterable[AuthorCredit]) -> "AuthorResolver":
        """Load the authors with these names or aliases, oldest record first."""
        resolver = cls({key: [] for credit in author_credits if (key := name_key(credit.name)[:200])})
        keys = list(resolver._by_key)
        matching = Q(key__in=keys) | Q(aliases__key__in=keys)
        rows = Author.objects.filter(matching).distinct().prefetch_related("aliases").order_by("pk")
        for author in rows:
            for key in {author.key, *(alias.key for alias in author.aliases.all())}:
                if key in resolver._by_key:
                    resolver._by_key[key].append(author)
        return resolver

    def resolve(self, credit: AuthorCredit, outlet: Outlet | None) -> tuple[Author, int]:
        """Return the author of a name (the only, one with this outlet, or a new one) and how many have the name."""
        key = name_key(credit.name)[:200]
        authors = self._by_key.setdefault(key, [])
        if not authors:
            values = {"sort_name": credit.sort_name[:200]}
            same_name = Author.objects.filter(Q(key=key) | Q(aliases__key=key)).order_by("pk")
            authors.append(find_or_create(Author, credit.name[:200], same_name.first, values))
        if len(authors) > 1:
            authors = _select_nearest(authors, credit.name)
        if len(authors) == 1:
            return authors[0], 1
        outlet_bylines = Byline.objects.filter(author__in=authors, article__outlet=outlet).order_by("author_id")
        author_id = outlet_bylines.values_list("author_id", flat=True).first() if outlet else None
        return next((author for author in authors if author.pk == author_id), authors[0]), len(authors)


def _select_nearest(authors: list[Author], printed_name: str) -> list[Author]:
    """Return those of the authors of a printed name whose own name is most nearly the same."""
    nearness = {author.pk: measure_nearness(author, printed_name) for author in authors}
    return [author for author in authors if nearness[author.pk] == min(nearness.values())]


@dataclass(frozen=True, slots=True)
class AuthorityReport:
    """Numbers of records created; existing ones are left as they are."""

    outlets: int
    authors: int
    collections: int


@transaction.atomic
def load_authority_records(records: Mapping[str, Any]) -> AuthorityReport:
    """Create the records that do not exist yet; existing ones are not changed."""
    return AuthorityReport(
        outlets=sum(map(_load_outlet, records.get("outlets", ()))),
        authors=sum(map(_load_author, records.get("authors", ()))),
        collections=sum(map(_load_collection, records.get("collections", ()))),
    )


def _load_outlet(record: Mapping[str, Any]) -> bool:
    outlet, created = _get_or_create(Outlet, record, "country", "language", "kind", "description")
    if created:
        for name in record.get("aliases", ()):
            OutletAlias.objects.get_or_create(key=name_key(name), defaults={"name": name, "outlet": outlet})
        for domain in record.get("domains", ()):
            _add_domain(outlet, domain)
    return created


def _load_author(record: Mapping[str, Any]) -> bool:
    author, created = _get_or_create(Author, record, "sort_name")
    if created:
        for name in record.get("aliases", ()):
            AuthorAlias.objects.get_or_create(author=author, key=name_key(name), defaults={"name": name})
    return created


def _load_collection(record: Mapping[str, Any]) -> bool:
    collection, created = _get_or_create(Collection, record, "description")
    if created:
        collection.articles.add(*Article.objects.filter(canonical_url__in=record.get("articles", ())))
    return created


def _get_or_create(model: type[ModelT], record: Mapping[str, Any], *fields: str) -> tuple[ModelT, bool]:
    slug = record.get("slug") or build_slug(record["name"], fallback=model.__name__.lower())
    values = {name: record[name] for name in fields if name in record}
    return model._default_manager.get_or_create(slug=slug, defaults={"name": record["name"], **values})
