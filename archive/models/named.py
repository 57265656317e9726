"""Records with a name and a slug: lookup keys, aliases, former addresses, and spelling variants."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import chain, count
from typing import Any, ClassVar, Self
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Aggregate, Count, F, Max, Min, Q
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.db.addresses import build_page_url, remove_url_prefix, reverse_cached
from archive.text.normalize import collapse_whitespace, name_key

RESERVED_SLUGS = {"unknown", "undated"}
"""Stand for ‘no outlet’, ‘no author’ and ‘no date’ in URLs; never the slug of a record."""


def validate_slug_is_free(slug: str) -> None:
    """Raise ValidationError for words that are reserved in URLs."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(gettext("‘%s’ has a meaning of its own in addresses. Choose another address.") % slug)


def build_slug(text: str, fallback: str) -> str:
    """Return `text` as a slug of at most 80 characters, in its own script."""
    slug = slugify(text, allow_unicode=True)[:80].strip("-")
    return slug if slug and slug not in RESERVED_SLUGS else fallback


def find_free_slug(base_slug: str, records: models.QuerySet) -> str:
    """Return the slug, numbered (`harbour-2`) where one of `records` has it already."""
    candidates = chain([base_slug], (f"{base_slug[:74]}-{number}" for number in count(2)))
    return next(slug for slug in candidates if not records.filter(slug=slug).exists())


class Redirect(models.Model):
    """A redirect from an old path to a new one (both absolute)."""

    old_path = models.CharField(_("old address"), max_length=500, unique=True)
    new_path = models.CharField(_("new address"), max_length=500)
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(old_path__startswith="/")
                    & Q(new_path__startswith="/")
                    & ~Q(new_path__startswith="//")  # browsers read a host after these
                    & ~Q(new_path__startswith="/\\")
                ),
                name="redirect_stays_on_this_site",
            ),
            models.CheckConstraint(condition=~Q(old_path=F("new_path")), name="redirect_leads_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"


class NamedQuerySet(models.QuerySet):
    """Lookups by name and by slug, and counts of articles."""

    def with_coverage(self) -> Self:
        """Annotate with `article_count`, `first_day` and `last_day` of the listed articles."""
        articles: str = self.model.ARTICLES
        return self.annotate(**build_coverage_counts(articles, distinct="__" in articles))

    def filter_by_name(self, printed_name: str) -> Self:
        """Filter by name, slug or alias, normalised by `name_key`."""
        key = name_key(printed_name)
        if not key:
            return self.none()
        return self.filter(Q(key=key) | Q(slug=printed_name.strip().casefold()) | Q(aliases__key=key)).distinct()

    def find_nearest(self, printed_name: str) -> Any:
        """Return the record of a printed name: its name is the same or most nearly so; else by an alias, then by slug.

        The oldest of several; None if there is none.
        """
        records = self.filter_by_name(printed_name).order_by("pk")
        return min(records, key=lambda record: measure_nearness(record, printed_name), default=None)

    def find_all_nearest(self, printed_names: Collection[str]) -> dict[str, Any]:
        """Map printed names to what `find_nearest` returns, with two queries."""
        keys = {name: name_key(name) for name in printed_names}
        slugs = {name: name.strip().casefold() for name in printed_names if keys[name]}
        known_keys = set(keys.values()) - {""}
        named = Q(key__in=known_keys) | Q(slug__in=set(slugs.values())) | Q(aliases__key__in=known_keys)
        records_by_key, records_by_slug = defaultdict(set), {}
        for record in self.filter(named).distinct().prefetch_related("aliases"):
            records_by_slug[record.slug] = {record}
            for key in {record.key, *(alias.key for alias in record.aliases.all())}:
                records_by_key[key].add(record)
        found = {name: records_by_key[keys[name]] | records_by_slug.get(slug, set()) for name, slug in slugs.items()}
        return {
            name: min(found.get(name, ()), key=lambda record: (measure_nearness(record, name), record.pk), default=None)
            for name in printed_names
        }

    def find_by_slug(self, slugs: Collection[str]) -> dict[str, tuple[int, str]]:
        """Map slugs to (primary key, current slug); a record that has a slug now goes before one that had it."""
        keys = self._keys_by_slug(slugs)
        missing_slugs = [slug for slug in slugs if slug not in keys]
        current_slugs = self._find_current_slugs(missing_slugs)
        if current_slugs:
            keys |= self._keys_by_slug(current_slugs.values())
        slug_map = {slug: current_slugs.get(slug, slug) for slug in slugs}
        return {
            slug: (keys[current_slug], current_slug) for slug, current_slug in slug_map.items() if current_slug in keys
        }

    def _find_current_slugs(self, former_slugs: Iterable[str]) -> dict[str, str]:
        """Map former slugs to those of the pages they redirect to."""
        listing = self.model.LISTING
        paths = {unquote(remove_url_prefix(build_page_url(listing, slug))): slug for slug in former_slugs}
        prefix = remove_url_prefix(unquote(reverse_cached(listing)))
        rows = Redirect.objects.filter(old_path__in=paths, new_path__startswith=prefix)  # asks nothing without paths
        return {
            paths[old_path]: slug
            for old_path, new_path in rows.values_list("old_path", "new_path")
            if (slug := new_path.removeprefix(prefix).removesuffix("/")) and "/" not in slug
        }

    def _keys_by_slug(self, slugs: Collection[str]) -> dict[str, int]:
        return dict(self.filter(slug__in=slugs).order_by().values_list("slug", "pk"))


def measure_nearness(record: Any, printed_name: str) -> int:
    """Return how far the own name of a record that has a printed name is from it; 0 if they are the same.

    1: but for case; 2: but for accents and punctuation; 3: it is an alias of the record; 4: its slug.
    """
    name, printed_name = (normalize_spaces(text) for text in (record.name, printed_name))
    if name == printed_name:
        return 0
    if name.casefold() == printed_name.casefold():
        return 1
    if record.key == name_key(printed_name)[:200]:
        return 2
    return 4 if record.slug == printed_name.casefold() else 3


def normalize_spaces(text: str) -> str:
    """Return `text` on one line, its accents composed: as people see it."""
    return unicodedata.normalize("NFC", collapse_whitespace(text))


class PageRecord(models.Model):
    """A record with a name, a slug and a page."""

    LISTING: ClassVar[str]  # URL name of the page that its own page is below

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(
        _("address (slug)"), max_length=80, unique=True, allow_unicode=True, validators=[validate_slug_is_free]
    )

    class Meta:
        abstract = True
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="%(class)s_has_a_name"),
            models.CheckConstraint(condition=~Q(slug=""), name="%(class)s_has_a_slug"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Save, with the derived fields recomputed: a slug is made only where there is none."""
        derived_fields = self.set_derived_fields()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = derived_fields.union(fields)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the URL of its page."""
        return build_page_url(self.LISTING, self.slug)

    def set_derived_fields(self) -> set[str]:
        """Set the fields derived from the name; return their names."""
        self.slug = self.slug or build_slug(self.name, fallback=type(self).__name__.casefold())
        return {"slug"}


class NamedRecord(PageRecord):
    """A record with a page that is looked up by its name, in any spelling."""

    ARTICLES: ClassVar[str]  # lookup path of its articles

    key = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta(PageRecord.Meta):
        abstract = True

    def set_derived_fields(self) -> set[str]:
        """Set the slug and the lookup key; return their names."""
        self.key = name_key(self.name)[:200]
        return {*super().set_derived_fields(), "key"}


class Alias(models.Model):
    """Base of aliases: another name of a record, with the `key` by which it is looked up."""

    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200, editable=False, unique=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Save, with the lookup key recomputed."""
        self.key = self.build_key()[:200]
        super().save(*args, **kwargs)

    def build_key(self) -> str:
        """Return the lookup key of the name."""
        return name_key(self.name)


def build_coverage_counts(articles: str, *, distinct: bool = False) -> dict[str, Aggregate]:
    """Return annotations of the listed articles at a path: `article_count`, `first_day` and `last_day`."""
    is_listed = Q(**{f"{articles}__withdrawn_at": None})
    return {
        "article_count": Count(articles, filter=is_listed, distinct=distinct),
        "first_day": Min(f"{articles}__earliest", filter=is_listed),
        "last_day": Max(f"{articles}__latest", filter=is_listed),
    }


class VariantGroup(models.Model):
    """A name that outlets spell differently; a search for one spelling finds them all."""

    name = models.CharField(_("name"), max_length=200, unique=True, help_text=_("What editors call it."))
    note = models.TextField(_("note"), blank=True, help_text=_("Why these belong together; what is left out."))

    class Meta:
        verbose_name = _("name with variants")
        verbose_name_plural = _("names with variants")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="variant_group_has_a_name")]

    def __str__(self) -> str:
        return self.name


class NameVariant(models.Model):
    """One spelling of a name; it belongs to one group only, so that expansion is unambiguous."""

    group = models.ForeignKey(VariantGroup, models.CASCADE, verbose_name=_("name"), related_name="variants")
    spelling = models.CharField(_("spelling"), max_length=200)
    key = models.CharField(max_length=200, unique=True, editable=False)

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="name_variant_has_words")]

    def __str__(self) -> str:
        return self.spelling

    def save(self, *args, **kwargs) -> None:
        """Save, with the lookup key recomputed."""
        self.spelling = collapse_whitespace(self.spelling)
        self.key = name_key(self.spelling)[:200]
        super().save(*args, **kwargs)
