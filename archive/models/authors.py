"""Authors, with their aliases and links to other authority records."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.named import Alias, Named, NamedQuerySet, build_coverage_counts


class AuthorQuerySet(NamedQuerySet):
    """Chainable annotations of authors."""

    def with_coverage(self) -> Self:
        """Annotate with `article_count`, `first_day` and `last_day` of the listed articles."""
        return self.annotate(**build_coverage_counts("bylines__article", distinct=True))


class Author(Named):
    """A person who is credited with articles. Two people may share a name."""

    LISTING = "authors"

    sort_name = models.CharField(
        _("filed under"), max_length=200, blank=True, help_text=_("As filed: Van Auken, Bill.")
    )

    objects = AuthorQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["sort_name", "name"]

    def set_derived_fields(self) -> set[str]:
        """Set the derived fields, among them a sort name unless one is given."""
        self.sort_name = self.sort_name or _invert_name(self.name)
        return {*super().set_derived_fields(), "sort_name"}


class AuthorAlias(Alias):
    """Another spelling an author is printed under."""

    author = models.ForeignKey(Author, verbose_name=_("author"), on_delete=models.CASCADE, related_name="aliases")
    key = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta(Alias.Meta):
        verbose_name = _("other spelling")
        verbose_name_plural = _("other spellings")
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="one_alias_per_author_and_key"),
            models.CheckConstraint(condition=~Q(key=""), name="author_alias_has_words"),
        ]


class SameAs(models.Model):
    """A record elsewhere that is about the same person (VIAF, Wikidata, a staff page)."""

    author = models.ForeignKey(Author, verbose_name=_("author"), on_delete=models.CASCADE, related_name="same_as")
    url = models.URLField(_("address"), max_length=500)

    class Meta:
        verbose_name = _("same-as link")
        verbose_name_plural = _("same-as links")
        ordering = ["url"]
        constraints = [models.UniqueConstraint(fields=["author", "url"], name="one_link_per_author")]

    def __str__(self) -> str:
        return self.url


def _invert_name(name: str) -> str:
    """Return `Bill Van Auken` as `Van Auken, Bill`: particles belong to the last name."""
    words = name.split()
    if len(words) < 2 or "," in name:
        return name
    last_name_start = len(words) - 1
    while last_name_start > 1 and words[last_name_start - 1].casefold() in _NAME_PARTICLES:
        last_name_start -= 1
    return f"{' '.join(words[last_name_start:])}, {' '.join(words[:last_name_start])}"


_NAME_PARTICLES = frozenset("al bin da de del der di du el la le ten ter van vom von".split())
