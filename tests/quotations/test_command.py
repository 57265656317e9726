"""`find_quotations`: what is new or changed, some articles, everything again."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from archive.models import Quotation, QuotedPassage
from tests import factories

pytestmark = pytest.mark.django_db

BODY = "“The boom is down for good,” Ada Vry said."


def run_command(*arguments):
    out = StringIO()
    call_command("find_quotations", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_second_run_reads_only_what_changed_since():
    stored, changed = factories.article(body=BODY), factories.article(body=BODY)
    first = run_command()
    changed.body = BODY.replace("good", "ever")
    changed.save()

    second, third = run_command(), run_command()

    assert first.startswith("2 articles read, 0 as before; 2 statements")
    assert second.startswith("1 articles read, 0 as before")
    assert third.startswith("0 articles read, 0 as before")
    assert sorted(QuotedPassage.objects.values_list("words", flat=True)) == [
        "The boom is down for ever,",
        "The boom is down for good,",
    ]
    assert run_command("--again").startswith("2 articles read")
    assert stored.quoted_passages.count() == 1


def test_only_the_articles_named_are_read():
    item, _ = factories.article(body=BODY), factories.article(body=BODY)

    output = run_command("--articles", item.identifier)

    assert output.startswith("1 articles read")
    assert [row.article for row in QuotedPassage.objects.all()] == [item]


def test_an_unknown_identifier_is_refused_with_what_one_is():
    with pytest.raises(CommandError, match=r"zzzzzzzz.*after /articles/"):
        run_command("--articles", "zzzzzzzz")


def test_a_deleted_article_no_longer_counts():
    for name in ("Courier", "Gazette"):
        article = factories.article(outlet=factories.outlet(name), body=BODY)
    run_command()
    before = Quotation.objects.multi_outlet().count()
    article.delete()

    run_command()

    assert (before, Quotation.objects.multi_outlet().count()) == (1, 0)
