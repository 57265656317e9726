"""Reading articles: printings of one statement meet, across outlets, once and for all runs."""

import pytest
from django.db.models import Count, Max

from archive.models import Author, PassageGram, Quotation, QuotationReading, QuotedPassage, Speaker
from archive.models.quotations import count_quoted_speakers
from archive.quotations import reading
from archive.quotations.matching import MAX_PER_GRAM, stem_words
from archive.search.name_resolution import find_articles_quoting
from tests import factories

SAID = "“We will not open the harbour before the dredging is honest,” Adela Thorne said."
VARIED = "“We shall not open the harbour before the dredging is honest,” said minister Adela Thorne."


def get_printings(quotation):
    return list(quotation.printings.order_by("pk").values_list("words", flat=True))


def test_two_outlets_wordings_of_one_statement_are_one_quotation(add_printing):
    add_printing("Courier", SAID)
    add_printing("Gazette", VARIED)

    (quotation,) = Quotation.objects.multi_outlet()

    assert get_printings(quotation) == [
        "We will not open the harbour before the dredging is honest,",
        "We shall not open the harbour before the dredging is honest,",
    ]
    assert quotation.speaker.name == "Adela Thorne"
    assert (quotation.printing_count, quotation.outlet_count) == (2, 2)


def test_two_spellings_of_a_word_have_one_stem_and_two_words_have_two():
    assert stem_words("The grey programmes of the centre") == stem_words("The gray programs of the center")
    assert stem_words("A bore for nobody") != stem_words("A boer for nobody")


def test_one_outlet_that_prints_its_words_twice_founds_nothing(add_printing):
    add_printing("Courier", SAID)
    add_printing("Courier", VARIED)

    assert not Quotation.objects.exists()


def test_the_same_few_words_of_two_people_are_two_statements(add_printing):
    add_printing("Courier", "“We know how to win in the end,” Adela Thorne said.", "2032-03-14")
    add_printing("Gazette", "“We know how to win in the end,” Jonas Reve said.", "2032-05-14")

    assert not Quotation.objects.exists()


def test_an_indirect_report_of_the_same_day_stands_beside_the_words(add_printing):
    add_printing("Courier", "“I don’t see why these air strikes should be stopped,” Adela Thorne said.")
    add_printing("Gazette", "“I do not see why these airstrikes should be stopped,” Adela Thorne said.")
    add_printing("Radio", "Adela Thorne said on Wednesday she saw no reason for the air strikes to stop.")

    (quotation,) = Quotation.objects.multi_outlet()

    assert list(quotation.printings.order_by("pk").values_list("kind", flat=True)) == [
        "direct",
        "direct",
        "indirect",
    ]


def test_a_second_run_changes_nothing(add_printing):
    first, second = add_printing("Courier", SAID), add_printing("Gazette", VARIED)
    before = list(QuotedPassage.objects.values()), list(Quotation.objects.values())

    report = reading.read_articles([first.pk, second.pk])
    again = reading.read_articles([first.pk, second.pk], again=True)

    assert (report.articles, report.unchanged, again.articles) == (0, 2, 2)
    assert before == (list(QuotedPassage.objects.values()), list(Quotation.objects.values()))


def test_one_run_over_all_finds_what_single_runs_find(add_printing):
    articles = [
        add_printing(outlet, f"{SAID}\n\n“That is all I have to say of it,” he told paper {number}.")
        for number, outlet in enumerate(("Courier", "Gazette", "Radio"))
    ]
    single = sorted(map(get_printings, Quotation.objects.all()))
    Quotation.objects.all().delete()
    QuotedPassage.objects.all().delete()
    QuotationReading.objects.all().delete()
    waiting = list(reading.find_unread_articles().values_list("pk", flat=True))

    reading.read_articles(waiting)

    assert waiting == [article.pk for article in articles]
    assert sorted(map(get_printings, Quotation.objects.all())) == single
    assert not reading.find_unread_articles().exists()


def test_a_withdrawn_article_leaves_and_comes_back_under_the_same_identifier(add_printing, django_user_model):
    add_printing("Courier", SAID)
    article = add_printing("Gazette", VARIED)
    (quotation,) = Quotation.objects.multi_outlet()

    article.withdrawn_at = "2032-03-20T12:00:00+00:00"
    article.save()
    reading.read_articles([article.pk])
    while_withdrawn = list(Quotation.objects.multi_outlet())
    article.withdrawn_at = None
    article.save()
    reading.read_articles([article.pk])

    assert while_withdrawn == []
    assert [row.identifier for row in Quotation.objects.multi_outlet()] == [quotation.identifier]


def test_a_corrected_text_takes_its_words_along(add_printing):
    add_printing("Courier", SAID)
    article = add_printing("Gazette", VARIED)
    (quotation,) = Quotation.objects.multi_outlet()
    stored = article.quoted_passages.get()

    article.body = f"A new first paragraph.\n\n{article.body}"
    article.save()
    reading.read_articles([article.pk])
    moved = article.quoted_passages.get()
    article.body = "Nobody is quoted any more."
    article.save()
    reading.read_articles([article.pk])

    assert (moved.pk, moved.start) == (stored.pk, stored.start + len("A new first paragraph.\n\n"))
    assert moved.quotation == quotation
    assert not article.quoted_passages.exists()
    assert list(Quotation.objects.multi_outlet()) == []


@pytest.mark.parametrize("name", ["Adela Thorne", "thorne", "ADELA THORNE"])
def test_articles_that_quote_somebody_are_found_by_the_name_or_its_end(add_printing, name):
    article = add_printing("Courier", SAID)
    add_printing("Gazette", "“No,” Jonas Reve said.")

    assert set(find_articles_quoting(name)) == {article.pk}


def test_nobody_is_quoted_by_an_empty_name(add_printing):
    add_printing("Courier", SAID)

    assert not set(find_articles_quoting(" … "))


def test_a_speaker_who_also_writes_is_linked_to_the_record_of_the_author(add_printing):
    author = Author.objects.create(name="A. Thorne", slug="a-thorne")
    author.aliases.create(name="Adela Thorne")

    add_printing("Courier", SAID)

    assert Speaker.objects.get().author == author


def test_articles_without_an_outlet_each_stand_for_themselves(add_printing):
    add_printing("", SAID)
    add_printing("", VARIED)

    assert Quotation.objects.multi_outlet().get().outlet_count == 2


def test_what_is_read_is_told(db):
    articles = [factories.article(body=SAID), factories.article(body="Nothing said.")]

    report = reading.read_articles([article.pk for article in articles])

    assert str(report) == ("2 articles read, 0 as before; 1 statements, 0 quotations changed.")


def test_a_statement_that_every_outlet_prints_is_one_quotation_however_many_they_are(db):
    outlets = [factories.outlet() for _ in range(60)]
    articles = [factories.article(outlet=outlet, body=SAID) for outlet in outlets]

    reading.read_articles([article.pk for article in articles[:50]])
    reading.read_articles([article.pk for article in articles[50:]])

    assert Quotation.objects.multi_outlet().get().printing_count == 60


def test_boilerplate_of_one_outlet_joins_nothing_and_leads_to_few(db):
    outlet = factories.outlet()
    line = "“All the news that we could fit into our small paper,” the editor, Ada Vry, said."
    articles = [factories.article(outlet=outlet, body=line) for _ in range(60)]

    reading.read_articles([article.pk for article in articles])

    assert not Quotation.objects.exists()
    assert PassageGram.objects.values("gram").annotate(n=Count("pk")).aggregate(Max("n")) == {"n__max": MAX_PER_GRAM}


def test_who_is_quoted_by_whom_and_how_much_is_counted_by_outlet(add_printing):
    articles = [
        add_printing("Courier", f"{SAID} “No,” Jonas Reve said."),
        add_printing("Gazette", f"{SAID} Jonas Reve said he had no doubt of it at all."),
    ]

    voices = count_quoted_speakers([article.pk for article in articles])

    assert [(v.speaker.name, v.outlet, v.statements, v.words) for v in voices] == [
        ("Adela Thorne", articles[0].outlet_id, 1, 11),
        ("Adela Thorne", articles[1].outlet_id, 1, 11),
        ("Jonas Reve", articles[0].outlet_id, 1, 1),
    ]
