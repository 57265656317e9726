"""Credit links: outlets and agencies resolved from credit lines."""

from collections.abc import Iterable, Sequence

from archive.duplicates.credits import parse_credit
from archive.models import CreditLink, Evidence, Outlet, OutletAlias, OutletDomain
from archive.text.agencies import AGENCIES
from archive.text.normalize import name_key


def update_credit_links(ids: Sequence[int], listed_ids: Sequence[int]) -> None:
    """Replace the credit links of these articles; only listed ones get new ones."""
    CreditLink.objects.filter(article__in=ids).delete()
    rows = Evidence.objects.current().filter(article__in=listed_ids, field=Evidence.Field.CREDIT)
    lines = list(rows.select_related("article__outlet").order_by("pk"))
    if not lines:
        return
    outlets = _OutletLookup()
    CreditLink.objects.bulk_create(link for line in lines for link in _iter_links(line, outlets))


def _iter_links(line: Evidence, outlets: "_OutletLookup") -> Iterable[CreditLink]:
    for credit in parse_credit(line.value, line.rule, outlets.agencies):
        outlet = outlets.find(credit.name)
        if outlet is None or outlet != line.article.outlet_id:  # no self-credit
            yield CreditLink(
                article_id=line.article_id,
                evidence=line,
                kind=credit.kind,
                named=credit.name,
                outlet_id=outlet,
            )


class _OutletLookup:
    """Outlet lookup by name, alias and domain."""

    def __init__(self) -> None:
        names = Outlet.objects.order_by().values_list("key", "pk")
        aliases = OutletAlias.objects.order_by().values_list("key", "outlet_id")
        domains = OutletDomain.objects.order_by().values_list("domain", "outlet_id")
        self._keys = dict(domains) | dict(aliases) | dict(names)
        kind = Outlet.Kind.AGENCY
        self.agencies = AGENCIES | set(
            Outlet.objects.filter(kind=kind).values_list("key", flat=True)
        )
        self.agencies |= set(
            OutletAlias.objects.filter(outlet__kind=kind).values_list("key", flat=True)
        )

    def find(self, printed: str) -> int | None:
        """Return the outlet of a printed name, with or without its article."""
        key = name_key(printed)
        return (
            self._keys.get(key) or self._keys.get(f"the {key}") or self._keys.get(printed.lower())
        )
