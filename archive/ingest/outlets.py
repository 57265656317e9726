"""Resolve the outlet of an article: by option, printed name, alias or domain."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from archive.ingest.documents import Finding, ParsedArticle
from archive.ingest.slugs import find_or_create
from archive.models import Outlet, OutletDomain
from archive.text.normalize import name_key
from archive.text.urls import get_domain


@dataclass(slots=True)
class OutletResolver:
    """Outlet lookup for the articles of one transaction, cached by name and domain.

    `run_outlet` is the operator's option and overrides what a text says. Without `may_create` (dry
    run) an unknown name gives no outlet.
    """

    run_outlet: Outlet | None = None
    may_create: bool = True
    _by_key: dict[str, Outlet | None] = field(default_factory=dict)
    _by_host: dict[str, Outlet | None] = field(default_factory=dict)

    def resolve(self, article: ParsedArticle) -> tuple[Outlet | None, tuple[Finding, ...]]:
        """Return the outlet of an article, and its findings with the outlet's finding updated."""
        if self.run_outlet is not None:
            return self.run_outlet, _override_findings(article.findings, self.run_outlet)
        outlet_finding = next(
            (f for f in article.findings if f.field == "outlet" and f.value and f.chosen), None
        )
        outlet, finding = (
            self._resolve_named(article, outlet_finding)
            if outlet_finding
            else self._resolve_domain(article)
        )
        if finding is None:
            return outlet, article.findings
        other_findings = tuple(
            f
            for f in article.findings
            if f is not outlet_finding and (f.field != "outlet" or f.value)
        )
        return outlet, (*other_findings, finding)

    def _resolve_named(
        self, article: ParsedArticle, finding: Finding
    ) -> tuple[Outlet | None, Finding]:
        outlet = self._find_by_name(finding.value)
        if outlet is None and article.outlet_domain and finding.status == "stated":
            outlet = self._find_by_domain(article.outlet_domain)
        if outlet is not None:
            return outlet, replace(finding, value=outlet.name)
        if finding.status != "stated":
            rule = f"{finding.rule}; no outlet of that name is in the archive"
            return None, replace(finding, status="unknown", rule=rule)
        if not self.may_create:
            return None, finding
        outlet = self._create_outlet(finding.value, article.outlet_domain)
        return outlet, replace(finding, rule=f"{finding.rule}; a new record was made")

    def _resolve_domain(self, article: ParsedArticle) -> tuple[Outlet | None, Finding | None]:
        """Resolve by the domain of a footer or of the article's address."""
        domain = article.outlet_domain or get_domain(article.canonical_url)
        if not domain:
            return None, None
        outlet = self._find_by_domain(domain)
        if outlet is None:
            rule = f"it is at {domain}, a domain that no outlet of the archive has"
            return None, Finding(field="outlet", value="", status="unknown", rule=rule)
        rule = f"it is at {domain}, a domain of this outlet"
        finding = Finding(field="outlet", value=outlet.name, status="inferred", rule=rule)
        address_finding = next(
            (f for f in article.findings if f.field == "canonical_url" and f.value), None
        )
        if address_finding is not None:
            finding = replace(
                finding,
                words=address_finding.words,
                start=address_finding.start,
                end=address_finding.end,
            )
        return outlet, finding

    def _find_by_name(self, name: str) -> Outlet | None:
        key = name_key(name)
        if key not in self._by_key:
            self._by_key[key] = find_outlet(name)
        return self._by_key[key]

    def _find_by_domain(self, domain: str) -> Outlet | None:
        """Return the outlet of a domain, or of its closest parent domain."""
        labels = domain.split(".")
        candidate_domains = [".".join(labels[first:]) for first in range(max(1, len(labels) - 1))]
        if domain not in self._by_host:
            rows = OutletDomain.objects.select_related("outlet").filter(
                domain__in=candidate_domains
            )
            longest_match = max(rows, key=lambda row: len(row.domain), default=None)
            self._by_host[domain] = longest_match.outlet if longest_match else None
        return self._by_host[domain]

    def _create_outlet(self, name: str, domain: str) -> Outlet:
        outlet = find_or_create(Outlet, name[:200], lambda: find_outlet(name))
        self._by_key[name_key(name)] = outlet
        if domain and not OutletDomain.objects.filter(domain=domain).exists():
            OutletDomain.objects.get_or_create(domain=domain, defaults={"outlet": outlet})
            self._by_host[domain] = outlet
        return outlet


def find_outlet(name: str) -> Outlet | None:
    """Return the outlet of a printed name, with or without `the`; the oldest of several."""
    key = name_key(name)
    for spelling in dict.fromkeys((name, key.removeprefix("the "), f"the {key}")):
        if (outlet := Outlet.objects.filter_by_name(spelling).order_by("pk").first()) is not None:
            return outlet
    return None


def suggest_outlet_slugs(name: str, limit: int = 5) -> Sequence[str]:
    """Return slugs of outlets that share a word with `name` or are spelt like it."""
    key = name_key(name)
    key_words = set(key.split()) - {"the", "le", "la", "of", "news", "daily"}
    outlets = list(Outlet.objects.order_by("name").values_list("key", "slug")[:5000])
    similar_keys = get_close_matches(key, [other for other, _ in outlets], n=limit, cutoff=0.75)
    candidates = [
        (len(key_words & set(other.split())) or other in similar_keys, slug)
        for other, slug in outlets
    ]
    return [
        slug for is_similar, slug in sorted(candidates, key=lambda pair: -pair[0]) if is_similar
    ][:limit]


def _override_findings(findings: tuple[Finding, ...], outlet: Outlet) -> tuple[Finding, ...]:
    """Add the operator's outlet as a finding; mark the text's own as rejected alternatives."""
    other_findings = tuple(
        replace(f, chosen=False) if f.field == "outlet" else f
        for f in findings
        if f.field != "outlet" or f.value
    )
    outlet_finding = Finding(
        field="outlet", value=outlet.name, status="inferred", rule="given for the whole run"
    )
    return (*other_findings, outlet_finding)
