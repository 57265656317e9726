"""The articles that a reader chose by their identifiers, in an address: `?identifier=7k2m9qxa&identifier=…`."""

from archive.models import Article
from archive.web.params import QueryParams

PARAMETER = "identifier"


def load_selected_keys(params: QueryParams) -> tuple[int, ...] | None:
    """Return the keys of the listed articles chosen, in the order of the address; None where it names none."""
    identifiers = params.get_list(PARAMETER)
    if not identifiers:
        return None
    rows = Article.objects.listed().filter(identifier__in=identifiers).order_by()
    keys = dict(rows.values_list("identifier", "pk"))
    return tuple(keys[each] for each in identifiers if each in keys)
