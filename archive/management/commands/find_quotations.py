"""`manage.py find_quotations`: extract quotations, and match them across outlets."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from archive.management.archive_command import ArchiveCommand
from archive.management.long_runs import find_unread_ids, read_quotations, show_steps
from archive.models import Article


class Command(ArchiveCommand):
    help = (
        "Read the quotations of articles that are new or changed, and lay the printings of one"
        " statement together. A run that is broken off goes on where it stood."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", nargs="+", metavar="IDENTIFIER", help="only these, e.g. 7k2m9qxa")
        parser.add_argument("--again", action="store_true", help="also those that were read before and not changed")

    def handle(self, *, articles: list[str] | None, again: bool, **_: Any) -> None:
        if articles:
            ids = _find_ids(articles)
        else:
            ids = list(Article.objects.order_by("pk").values_list("pk", flat=True)) if again else find_unread_ids()
        with show_steps(write=self.print_remark) as report_step:
            report = read_quotations(ids, report_step, again=again)
        self.stdout.write(str(report))


def _find_ids(identifiers: list[str]) -> list[int]:
    ids_by_identifier = dict(Article.objects.filter(identifier__in=identifiers).values_list("identifier", "pk"))
    if missing := [identifier for identifier in identifiers if identifier not in ids_by_identifier]:
        raise CommandError(
            f"No article has the identifier {', '.join(missing)}. The identifier is the part of"
            " an article’s address after /articles/."
        )
    return [ids_by_identifier[identifier] for identifier in identifiers]
