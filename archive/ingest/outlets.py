"""Resolve the outlet of an article: by option, printed name, alias or domain."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from archive.ingest.documents import Finding, ParsedArticle
from archive.ingest.slugs import find_or_create
from archive.models import Outlet, OutletDomain
from archive.text.normalize import name_key
from archive.text.urls import domain_of


@dataclass(slots=True)
class Outlets:
    """Outlet lookup for the articles of one transaction, cached by name and domain.

    `run_outlet` is the operator's option and overrides what a text says. Without `may_create` (dry
    run) an unknown name gives no outlet.
    """

    given: Outlet | None = None
    may_create: bool = True
    _named: dict[str, Outlet | None] = field(default_factory=dict)
    _at: dict[str, Outlet | None] = field(default_factory=dict)

    def of(self, article: ParsedArticle) -> tuple[Outlet | None, tuple[Finding, ...]]:
        """Return the outlet of an article, and its findings with the outlet's finding updated."""
        if self.given is not None:
            return self.given, _overruled(article.findings, self.given)
        said = next(
            (f for f in article.findings if f.field == "outlet" and f.value and f.chosen), None
        )
        outlet, finding = self._said(article, said) if said else self._by_address(article)
        if finding is None:
            return outlet, article.findings
        rest = tuple(
            f for f in article.findings if f is not said and (f.field != "outlet" or f.value)
        )
        return outlet, (*rest, finding)

    def _said(self, article: ParsedArticle, said: Finding) -> tuple[Outlet | None, Finding]:
        outlet = self._by_name(said.value)
        if outlet is None and article.outlet_domain and said.status == "stated":
            outlet = self._by_domain(article.outlet_domain)
        if outlet is not None:
            return outlet, replace(said, value=outlet.name)
        if said.status != "stated":
            rule = f"{said.rule}; no outlet of that name is in the archive"
            return None, replace(said, status="unknown", rule=rule)
        if not self.may_create:
            return None, said
        outlet = self._create(said.value, article.outlet_domain)
        return outlet, replace(said, rule=f"{said.rule}; a new record was made")

    def _by_address(self, article: ParsedArticle) -> tuple[Outlet | None, Finding | None]:
        """Resolve by the domain of a footer or of the article's address."""
        domain = article.outlet_domain or domain_of(article.canonical_url)
        if not domain:
            return None, None
        outlet = self._by_domain(domain)
        if outlet is None:
            rule = f"it is at {domain}, a domain that no outlet of the archive has"
            return None, Finding(field="outlet", value="", status="unknown", rule=rule)
        rule = f"it is at {domain}, a domain of this outlet"
        found = Finding(field="outlet", value=outlet.name, status="inferred", rule=rule)
        place = next((f for f in article.findings if f.field == "canonical_url" and f.value), None)
        if place is not None:
            found = replace(found, words=place.words, start=place.start, end=place.end)
        return outlet, found

    def _by_name(self, name: str) -> Outlet | None:
        key = name_key(name)
        if key not in self._named:
            self._named[key] = outlet_named(name)
        return self._named[key]

    def _by_domain(self, domain: str) -> Outlet | None:
        """Return the outlet of a domain, or of its closest parent domain."""
        labels = domain.split(".")
        under = [".".join(labels[first:]) for first in range(max(1, len(labels) - 1))]
        if domain not in self._at:
            rows = OutletDomain.objects.select_related("outlet").filter(domain__in=under)
            best = max(rows, key=lambda row: len(row.domain), default=None)
            self._at[domain] = best.outlet if best else None
        return self._at[domain]

    def _create(self, name: str, domain: str) -> Outlet:
        outlet = find_or_create(Outlet, name[:200], lambda: outlet_named(name))
        self._named[name_key(name)] = outlet
        if domain and not OutletDomain.objects.filter(domain=domain).exists():
            OutletDomain.objects.get_or_create(domain=domain, defaults={"outlet": outlet})
            self._at[domain] = outlet
        return outlet


def outlet_named(name: str) -> Outlet | None:
    """Return the outlet of a printed name, with or without `the`; the oldest of several."""
    key = name_key(name)
    for form in dict.fromkeys((name, key.removeprefix("the "), f"the {key}")):
        if (outlet := Outlet.objects.named(form).order_by("pk").first()) is not None:
            return outlet
    return None


def near_names(name: str, most: int = 5) -> Sequence[str]:
    """Return slugs of outlets that share a word with `name` or are spelt like it."""
    key = name_key(name)
    words = set(key.split()) - {"the", "le", "la", "of", "news", "daily"}
    known = list(Outlet.objects.order_by("name").values_list("key", "slug")[:5000])
    alike = get_close_matches(key, [other for other, _ in known], n=most, cutoff=0.75)
    near = [(len(words & set(other.split())) or other in alike, slug) for other, slug in known]
    return [slug for shared, slug in sorted(near, key=lambda pair: -pair[0]) if shared][:most]


def _overruled(findings: tuple[Finding, ...], given: Outlet) -> tuple[Finding, ...]:
    """Add the operator's outlet as a finding; mark the text's own as rejected alternatives."""
    rest = tuple(
        replace(f, chosen=False) if f.field == "outlet" else f
        for f in findings
        if f.field != "outlet" or f.value
    )
    said = Finding(
        field="outlet", value=given.name, status="inferred", rule="given for the whole run"
    )
    return (*rest, said)
