"""Tests of every engine; a subclass gives the fixture `engine`."""

from collections import Counter
from dataclasses import replace
from datetime import date

from archive.search.analysis.analyzer import PART_SEPARATOR
from archive.search.engines.base import (
    MAX_FACET_VALUES,
    CountedArticles,
    EngineQuery,
    HistogramInterval,
    IndexDocument,
    SortKey,
)
from archive.search.query.nodes import (
    AddedClause,
    And,
    AtLeast,
    DateClause,
    Fuzzy,
    InQuotation,
    LanguageClause,
    MissingClause,
    NameClause,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    SameUnit,
    StatusClause,
    Term,
    TextUnit,
    Wildcard,
    Window,
)
from archive.search.query.request import UNCERTAIN, FacetName, ReprintGroups, SortOrder


def make_entry(pk, text="", *, title="", language="en", outlet=None, authors=(), earliest=None, latest=None):
    """An article; one day given alone is both its first and its last."""
    first = earliest.toordinal() if earliest else None
    last = latest.toordinal() if latest else first
    return IndexDocument(pk, title, f"{title}{PART_SEPARATOR}{text}", language, outlet, tuple(authors), first, last)


def get_pks(answer):
    return [find_pks.pk for find_pks in answer.hits]


def find_pks(engine, query, **options):
    return sorted(get_pks(engine.find(EngineQuery(query=query, **options))))


DAY, MONTH_END = date(2016, 2, 4), date(2016, 2, 29)


HELD = (
    {"outlet": 1, "authors": [7], "earliest": DAY},
    {"outlet": 1, "authors": [8, 7], "earliest": DAY},
    {"outlet": 1, "authors": [8], "earliest": date(2014, 12, 31)},
    {"outlet": 2, "earliest": date(2016, 2, 1), "latest": MONTH_END},
    {"outlet": 2, "authors": [9], "earliest": date(2016, 1, 1), "latest": date(2016, 12, 31)},
    {"authors": [7], "earliest": date(2016, 2, 28)},
    {"outlet": 3, "authors": [7, 8, 9]},
    {},
)


def is_counted(entry, chosen):
    """Return whether an article is one of those to count, by its own values."""
    first, last = (day.toordinal() if day else None for day in (chosen.first, chosen.last))
    return (
        entry.pk not in chosen.hidden_keys
        and chosen.outlet in (None, entry.outlet)
        and (chosen.author is None or chosen.author in entry.authors)
        and (first is None or first <= (entry.earliest or 0))
        and (last is None or (entry.latest or 10**9) <= last)
    )


def read_days(entry):
    return tuple(date.fromordinal(day) if day else None for day in (entry.earliest, entry.latest))


def count_spans(entries):
    return [(*days, count) for days, count in Counter(map(read_days, entries)).items()]


def count_records(entries, facet):
    days_by_record = {}
    for entry in entries:
        for record in (entry.authors or [None]) if facet is FacetName.AUTHOR else [entry.outlet]:
            days_by_record.setdefault(record, []).append(read_days(entry))
    counts = {}
    for record, spans in days_by_record.items():
        certain = [first for first, last in spans if first and first == last]
        counts[record] = (len(spans), min(certain, default=None), max(certain, default=None))
    return counts


def count_months(entries):
    dated = [(entry.outlet, read_days(entry)[0]) for entry in entries if entry.earliest == entry.latest is not None]
    return [(*key, count) for key, count in Counter((outlet, day.replace(day=1)) for outlet, day in dated).items()]


class EngineContract:
    """Subclass with a fixture `engine` that is empty for every test."""

    # Words

    def test_a_word_finds_its_inflections(self, engine):
        engine.write([make_entry(1, "peace talks"), make_entry(2, "he talked"), make_entry(3, "silence")])

        assert find_pks(engine, Term("talk")) == [1, 2]

    def test_the_word_us_is_a_word_and_so_is_u_s(self, engine):
        engine.write([make_entry(1, "The US envoy"), make_entry(2, "The U.S. envoy"), make_entry(3, "The envoy")])

        assert find_pks(engine, Term("US")) == find_pks(engine, Term("U.S.")) == [1, 2]

    def test_every_word_of_a_phrase_counts(self, engine):
        engine.write(
            [
                make_entry(1, "talks for the sake of talks"),
                make_entry(2, "talks sake talks"),
                make_entry(3, "the sake"),
            ]
        )

        assert find_pks(engine, Phrase("for the sake of talks")) == [1]
        assert find_pks(engine, Phrase("sake talks")) == [2]

    def test_a_phrase_keeps_its_order_and_does_not_cross_from_title_to_text(self, engine):
        engine.write(
            [make_entry(1, "talks", title="peace"), make_entry(2, "talks peace"), make_entry(3, "peace talks")]
        )

        assert find_pks(engine, Phrase("peace talks")) == [3]

    def test_a_word_with_a_hyphen_is_a_phrase(self, engine):
        engine.write([make_entry(1, "Bashar al-Assad"), make_entry(2, "Assad and al Jazeera")])

        assert find_pks(engine, Term("al-Assad")) == [1]

    def test_title_means_title_and_text_means_all(self, engine):
        engine.write([make_entry(1, "siege", title="Aleppo"), make_entry(2, "aleppo", title="Siege")])

        assert find_pks(engine, Term("aleppo", "title")) == [1]
        assert find_pks(engine, Term("aleppo")) == [1, 2]
        assert find_pks(engine, Phrase("aleppo", "title")) == [1]

    def test_operators(self, engine):
        engine.write(
            [make_entry(1, "aleppo"), make_entry(2, "aleppo siege"), make_entry(3, "siege"), make_entry(4, "talks")]
        )
        aleppo, siege = Term("aleppo"), Term("siege")

        assert find_pks(engine, And((aleppo, siege))) == [2]
        assert find_pks(engine, Or((aleppo, siege))) == [1, 2, 3]
        assert find_pks(engine, And((aleppo, Not(siege)))) == [1]
        assert find_pks(engine, Not(siege)) == [1, 4]
        assert find_pks(engine, Or((Not(siege), aleppo))) == [1, 2, 4]
        assert find_pks(engine, Not(Not(siege))) == [2, 3]
        assert find_pks(engine, And((Not(siege), Not(aleppo)))) == [4]
        assert find_pks(engine, None) == [1, 2, 3, 4]

    def test_a_french_article_is_found_by_french_inflections(self, engine):
        engine.write(
            [
                make_entry(1, "Les négociations ont repris à l’Assemblée.", language="fr"),
                make_entry(2, "The negotiator resumed.", language="en"),
            ]
        )

        for text in ("négociation", "negociations", "négocier", "assemblée", "assemblee"):
            assert find_pks(engine, Term(text)) == [1], text

    # Places

    def test_nearness_counts_every_word_and_knows_order(self, engine):
        engine.write(
            [
                make_entry(1, "envoy of the city met the mayor"),
                make_entry(2, "mayor met envoy"),
                make_entry(3, "envoy. " + "word " * 9 + "mayor"),
            ]
        )
        envoy, mayor = Term("envoy"), Term("mayor")

        assert find_pks(engine, Near((envoy, mayor), 6)) == [1, 2]
        assert find_pks(engine, Near((envoy, mayor), 5)) == [2]
        assert find_pks(engine, Near((envoy, mayor), 6, ordered=True)) == [1]
        assert find_pks(engine, NotNear(envoy, mayor, 6)) == [3]
        assert find_pks(engine, Window(("mayor", "envoy", "met"), 2)) == [2]
        assert find_pks(engine, Near((Near((envoy, Term("met")), 4), mayor), 2)) == [1, 2]

    def test_a_chain_finds_its_words_in_any_order_and_none_twice(self, engine):
        engine.write(
            [
                make_entry(1, "envoy of the city met the mayor"),
                make_entry(2, "mayor and envoy of the city"),
                make_entry(3, "city of the envoy. Word word word word mayor"),
                make_entry(4, "envoy city envoy"),
            ]
        )
        envoy, city, mayor = Term("envoy"), Term("city"), Term("mayor")

        assert find_pks(engine, Near((envoy, mayor, city), 3)) == [1, 2]
        assert find_pks(engine, Near((envoy, mayor, city), 2)) == []
        assert find_pks(engine, Near((envoy, city, mayor), 3, ordered=True)) == [1]
        assert find_pks(engine, Near((Near((envoy, city), 3), mayor), 3)) == [1, 2]
        assert find_pks(engine, Near((Near((envoy, mayor), 6), city), 3)) == [2, 3]
        assert find_pks(engine, Near((envoy, city, envoy), 1)) == [4]
        assert find_pks(engine, Near((city, envoy, city), 9)) == []
        assert find_pks(engine, SameUnit((envoy, mayor, city), TextUnit.SENTENCE)) == [1, 2]
        assert find_pks(engine, SameUnit((mayor, city, envoy), TextUnit.PARAGRAPH)) == [1, 2, 3]

    def test_a_word_is_near_itself_only_where_it_stands_twice(self, engine):
        engine.write([make_entry(1, "talks on talks"), make_entry(2, "talks on and on")])

        assert find_pks(engine, Near((Term("talks"), Term("talk")), 3)) == [1]
        assert find_pks(engine, AtLeast(Term("talks"), 2)) == [1]

    def test_sentences_paragraphs_and_quotations(self, engine):
        engine.write(
            [
                make_entry(1, "The envoy left. The mayor stayed.\n\nNothing else happened in town."),
                make_entry(2, "“The envoy met the mayor,” she said."),
                make_entry(3, "The envoy slept.\n\nThe mayor woke."),
            ]
        )
        both = Term("envoy"), Term("mayor")

        assert find_pks(engine, SameUnit(both, TextUnit.SENTENCE)) == [2]
        assert find_pks(engine, SameUnit(both, TextUnit.PARAGRAPH)) == [1, 2]
        assert find_pks(engine, InQuotation(Near(both, 5))) == [2]
        assert find_pks(engine, MissingClause("quote")) == [1, 3]

    def test_what_an_article_is_about_is_its_title_and_first_paragraph(self, engine):
        engine.write(
            [
                make_entry(1, f"{PART_SEPARATOR}The dam burst.\n\nAn envoy came.", title="Flood"),
                make_entry(2, f"{PART_SEPARATOR}An envoy came.\n\nThe dam burst.", title="Visit"),
            ]
        )

        assert find_pks(engine, Term("dam", "about")) == [1]
        assert find_pks(engine, Term("flood", "about")) == [1]
        assert find_pks(engine, Term("dam")) == [1, 2]

    # Forms

    def test_the_exact_form_finds_no_inflection(self, engine):
        engine.write([make_entry(1, "peace talks"), make_entry(2, "he will talk"), make_entry(3, "he talked")])

        assert find_pks(engine, Term("talks", exact=True)) == [1]
        assert find_pks(engine, Term("talk", exact=True)) == [2]
        assert find_pks(engine, Phrase("will talk", exact=True)) == [2]
        assert find_pks(engine, Term("talk")) == [1, 2, 3]

    def test_a_wildcard_stands_for_forms_as_printed(self, engine):
        engine.write(
            [
                make_entry(1, "organisation"),
                make_entry(2, "organization"),
                make_entry(3, "organic"),
                make_entry(4, "negotiator"),
                make_entry(5, "negotiating"),
            ]
        )

        assert find_pks(engine, Wildcard("organi?ation")) == [1, 2]
        assert find_pks(engine, Wildcard("negotiat*")) == [4, 5]
        assert find_pks(engine, Wildcard("*ing")) == [5]

    def test_a_misspelling_finds_what_is_meant(self, engine):
        engine.write([make_entry(1, "Mistura"), make_entry(2, "Misutra"), make_entry(3, "Pistura")])

        assert find_pks(engine, Fuzzy("mistura")) == [1, 2]

    def test_tells_what_a_wildcard_stood_for(self, engine):
        engine.write([make_entry(1, "talks talker"), make_entry(2, "talks"), make_entry(3, "tale")])
        node = Wildcard("talk*")

        expansion = engine.find(EngineQuery(query=And((node, Not(Term("tale")))))).expansions[node]

        assert (expansion.forms, expansion.total, expansion.is_truncated) == (
            (("talks", 2), ("talker", 1)),
            2,
            False,
        )
        assert engine.expand(node) == expansion

    def test_a_wildcard_of_very_many_forms_is_cut_and_says_so(self, engine):
        engine.write([make_entry(1, " ".join(f"ab{number}" for number in range(600))), make_entry(2, "ab1")])

        expansion = engine.expand(Wildcard("ab*"))

        assert (expansion.forms[0], expansion.total, expansion.is_truncated) == (
            ("ab1", 2),
            600,
            True,
        )

    def test_spelling_is_told_from_the_words_of_the_index(self, engine):
        engine.write([make_entry(1, "aleppo"), make_entry(2, "aleppo"), make_entry(3, "alepo homs")])

        assert engine.find_similar_words("allepo", 5) == (("aleppo", 2), ("alepo", 1))
        assert engine.count_documents(["aleppo", "homs", "nothing"]) == (2, 1, 0)

    def test_words_that_begin_so_are_forms_as_printed(self, engine):
        engine.write(
            [make_entry(1, "walks walked", title="Walk"), make_entry(2, "walks, wallow"), make_entry(3, "Walks")]
        )
        engine.write([make_entry(4, "walked"), make_entry(5, "walking", language="fr")])

        assert engine.complete_prefix("WAL", "text", 3) == (
            ("walks", 3),
            ("walked", 2),
            ("walk", 1),
        )
        assert engine.complete_prefix("walk", "title", 9) == (("walk", 1),)
        assert engine.complete_prefix("q", "text", 9) == engine.complete_prefix("", "text", 9) == ()
        assert engine.complete_prefix("t", "place", 9) == ()

    def test_a_form_that_is_its_stem_too_is_counted_without_the_others(self, engine):
        engine.write([make_entry(1, "close"), make_entry(2, "closed close"), make_entry(3, "closed")])
        engine.write([make_entry(4, "closes")])

        counts = dict(engine.complete_prefix("clos", "text", 9))
        assert counts == {"close": 2, "closed": 2, "closes": 1}

    # Names, languages, days

    def test_names_stand_for_numbers(self, engine):
        engine.write([make_entry(1, outlet=5, authors=[7, 8]), make_entry(2, outlet=6, authors=[8]), make_entry(3)])
        outlet, author = NameClause("outlet", "gazette"), NameClause("author", "ellery")

        assert find_pks(engine, outlet, name_keys={outlet: (5, 9)}) == [1]
        assert find_pks(engine, author, name_keys={author: (8,)}) == [1, 2]
        assert find_pks(engine, outlet, name_keys={outlet: ()}) == []
        assert find_pks(engine, Not(outlet), name_keys={outlet: (5,)}) == [2, 3]

    def test_a_language_finds_its_regions(self, engine):
        engine.write(
            [
                make_entry(1, language="pt"),
                make_entry(2, language="pt-BR"),
                make_entry(3, language="pto"),
                make_entry(4, language=""),
            ]
        )

        assert find_pks(engine, LanguageClause("pt")) == [1, 2]
        assert find_pks(engine, LanguageClause("pt-br")) == [2]

    def test_speakers_and_identifiers_stand_for_articles(self, engine):
        engine.write([make_entry(1), make_entry(2), make_entry(3)])
        clause = NameClause("speaker", "the envoy")

        assert find_pks(engine, clause, name_keys={clause: (2, 3, 99)}) == [2, 3]

    def test_days_of_coming_in_and_review(self, engine):
        values = {"language": "", "outlet": None, "authors": (), "earliest": None, "latest": None}
        day = DAY.toordinal()
        engine.write(
            [
                IndexDocument(1, "", "", **values, added=day, status="reviewed", credit="The wire"),
                IndexDocument(2, "", "", **values, added=day + 40, place="Aleppo"),
                IndexDocument(3, "", "", **values),
            ]
        )

        assert find_pks(engine, AddedClause(DAY, MONTH_END)) == [1]
        assert find_pks(engine, AddedClause(None, None)) == [1, 2]
        assert find_pks(engine, StatusClause("reviewed")) == [1]
        assert find_pks(engine, Term("wire", "credit")) == [1]
        assert find_pks(engine, Term("aleppo", "place")) == [2]
        assert find_pks(engine, MissingClause("credit")) == [2, 3]
        assert find_pks(engine, MissingClause("place")) == [1, 3]

    def test_what_is_not_known_can_be_asked_for(self, engine):
        engine.write([make_entry(1, outlet=5, authors=[7], earliest=DAY), make_entry(2, language="")])

        for field in ("outlet", "author", "date", "lang"):
            assert find_pks(engine, MissingClause(field)) == [2], field

    def test_certain_and_possible_days(self, engine):
        engine.write(
            [
                make_entry(1, earliest=DAY),
                make_entry(2, earliest=date(2016, 2, 1), latest=MONTH_END),
                make_entry(3, earliest=date(2015, 12, 1), latest=date(2016, 12, 31)),
                make_entry(4),
                IndexDocument(5, "", "", "", None, (), None, DAY.toordinal()),
                IndexDocument(6, "", "", "", None, (), DAY.toordinal(), None),
            ]
        )
        february = (date(2016, 2, 1), MONTH_END)

        assert find_pks(engine, DateClause(*february)) == [1, 2]
        assert find_pks(engine, DateClause(*february, possible=True)) == [1, 2, 3, 5, 6]
        assert find_pks(engine, DateClause(DAY, None)) == [1, 6]
        assert find_pks(engine, DateClause(None, MONTH_END)) == [1, 2, 5]
        assert find_pks(engine, DateClause(None, None)) == [1, 2, 3, 5, 6]

    def test_counts_what_is_possibly_of_the_period(self, engine):
        engine.write(
            [
                make_entry(1, "a", earliest=DAY),
                make_entry(2, "a", earliest=date(2015, 1, 1), latest=MONTH_END),
                make_entry(3, "a"),
            ]
        )

        answer = engine.find(EngineQuery(query=And((Term("a"), DateClause(DAY, DAY)))))

        assert (answer.total, answer.possible) == (1, 1)

    # Orders and pages

    def test_a_word_in_the_title_weighs_more(self, engine):
        engine.write([make_entry(1, "aleppo and other words"), make_entry(2, "words and other", title="aleppo")])

        assert get_pks(engine.find(EngineQuery(query=Term("aleppo")))) == [2, 1]

    def test_words_that_stand_close_count_for_more(self, engine):
        engine.write(
            [
                make_entry(1, "aleppo word word word word word siege"),
                make_entry(2, "word word aleppo siege word word word"),
                make_entry(3, "siege"),
                make_entry(4, "aleppo"),
                make_entry(5, "word"),
                make_entry(6, "word"),
            ]
        )
        query = And((Term("aleppo"), Term("siege")))

        near, plain = (
            engine.find(EngineQuery(query=query)),
            engine.find(EngineQuery(query=query, use_proximity=False)),
        )

        assert get_pks(near) == [2, 1]
        assert plain.hits[0].score == plain.hits[1].score

    def test_orders_can_follow_each_other(self, engine):
        engine.write(
            [
                make_entry(1, outlet=2, earliest=DAY),
                make_entry(2, outlet=1, earliest=DAY),
                make_entry(3, outlet=1, earliest=date(2015, 5, 5)),
                make_entry(4, earliest=DAY),
            ]
        )

        assert get_pks(engine.find(EngineQuery(sort=(SortKey.OUTLET, SortKey.OLDEST)))) == [3, 2, 1, 4]
        assert get_pks(engine.find(EngineQuery(sort=(SortKey.NEWEST, SortKey.OUTLET)))) == [2, 1, 4, 3]

    def test_a_score_can_be_taken_apart(self, engine):
        engine.write(
            [
                make_entry(1, "the siege of aleppo goes on", title="Aleppo"),
                make_entry(2, "siege"),
                make_entry(3, "word"),
                make_entry(4, "word"),
            ]
        )
        question = EngineQuery(query=And((Term("aleppo"), Near((Term("siege"), Term("aleppo")), 3))))

        explanation = engine.explain(question, 1)

        assert round(explanation.score, 4) == round(engine.find(question).hits[0].score, 4)
        parts = sum(word.score for word in explanation.terms) + explanation.proximity + explanation.other
        assert abs(parts - explanation.score) < 1e-5
        assert abs(explanation.other) < 1e-5
        assert {(word.term, word.field) for word in explanation.terms} == {
            ("aleppo", "text"),
            ("aleppo", "title"),
            ("sieg", "text"),
        }
        assert engine.explain(question, 2) is None

    def test_many_questions_are_counted_at_once(self, engine):
        engine.write([make_entry(1, "aleppo", outlet=5), make_entry(2, "aleppo siege"), make_entry(3, "homs")])

        assert engine.count(
            [
                EngineQuery(query=Term("aleppo")),
                EngineQuery(query=Term("nothing")),
                EngineQuery(),
                EngineQuery(query=Term("aleppo"), selected={FacetName.OUTLET: frozenset({5})}),
            ]
        ) == (2, 0, 3, 1)

    def test_orders_by_day_put_the_undated_last(self, engine):
        engine.write([make_entry(1), make_entry(2, earliest=date(2015, 5, 5)), make_entry(3, earliest=DAY)])

        assert get_pks(engine.find(EngineQuery(sort=SortOrder.NEWEST))) == [3, 2, 1]
        assert get_pks(engine.find(EngineQuery(sort=SortOrder.OLDEST))) == [2, 3, 1]

    def test_equal_scores_come_newest_first(self, engine):
        engine.write(
            [make_entry(1, "x"), make_entry(2, "x", earliest=date(2015, 5, 5)), make_entry(3, "x", earliest=DAY)]
        )

        assert get_pks(engine.find(EngineQuery(query=Term("x")))) == [3, 2, 1]

    def test_any_offset_and_length_cut_one_order(self, engine):
        engine.write([make_entry(pk, "aleppo " * (pk % 5 + 1), earliest=date(2016, 1, 1 + pk)) for pk in range(1, 29)])

        for sort in SortOrder:
            whole = get_pks(engine.find(EngineQuery(query=Term("aleppo"), sort=sort, limit=100)))
            for offset, limit in ((0, 1), (3, 7), (5, 20), (27, 5), (40, 5), (0, 0)):
                page = engine.find(EngineQuery(query=Term("aleppo"), sort=sort, offset=offset, limit=limit))
                assert get_pks(page) == whole[offset : offset + limit], (sort, offset, limit)
                assert page.total == 28

    # Facets and calendar

    def test_facets_count_all_that_was_found(self, engine):
        engine.write(
            [
                make_entry(1, outlet=5, authors=[7, 8], earliest=DAY),
                make_entry(2, outlet=5, language="fr", earliest=date(2015, 1, 1)),
                make_entry(3, authors=[8], language="", earliest=date(2015, 12, 1), latest=DAY),
                make_entry(4, outlet=6),
            ]
        )

        facets = engine.find(EngineQuery(limit=1)).facets

        assert dict(facets[FacetName.OUTLET]) == {5: 2, 6: 1, None: 1}
        assert dict(facets[FacetName.AUTHOR]) == {8: 2, 7: 1, None: 2}
        assert dict(facets[FacetName.LANGUAGE]) == {"en": 2, "fr": 1, None: 1}
        assert dict(facets[FacetName.YEAR]) == {2016: 1, 2015: 1, UNCERTAIN: 1, None: 1}

    def test_a_facet_ignores_its_own_ticks_and_only_those(self, engine):
        engine.write(
            [
                make_entry(1, outlet=5, language="en"),
                make_entry(2, outlet=5, language="fr"),
                make_entry(3, outlet=6, language="en"),
                make_entry(4, outlet=7, language="fr"),
            ]
        )
        ticks = {FacetName.OUTLET: frozenset({5, 6}), FacetName.LANGUAGE: frozenset({"en"})}

        answer = engine.find(EngineQuery(selected=ticks))

        assert sorted(get_pks(answer)) == [1, 3]
        assert dict(answer.facets[FacetName.OUTLET]) == {5: 1, 6: 1}
        assert dict(answer.facets[FacetName.LANGUAGE]) == {"en": 2, "fr": 1}

    def test_choosing_a_value_keeps_exactly_what_it_counted(self, engine):
        engine.write(
            [
                make_entry(
                    pk,
                    outlet=pk % 3 or None,
                    authors=[pk % 4] if pk % 4 else [],
                    language=["", "en", "pt-BR"][pk % 3],
                    earliest=[None, DAY, date(2015, 1, 1)][pk % 3],
                )
                for pk in range(1, 25)
            ]
        )

        for facet, values in engine.find(EngineQuery()).facets.items():
            for value, count in values:
                assert engine.find(EngineQuery(selected={facet: frozenset({value})})).total == count, (
                    facet,
                    value,
                )

    def test_a_tick_on_nothing_finds_nothing(self, engine):
        engine.write([make_entry(1, outlet=5)])

        answer = engine.find(EngineQuery(selected={FacetName.OUTLET: frozenset()}))

        assert answer.total == 0
        assert dict(answer.facets[FacetName.OUTLET]) == {5: 1}

    def test_a_facet_shows_the_most_frequent_values_and_all_ticked(self, engine):
        outlets = [*range(1, MAX_FACET_VALUES + 11), *range(1, MAX_FACET_VALUES + 1)]
        engine.write([make_entry(pk, outlet=outlet) for pk, outlet in enumerate(outlets, start=1)])

        values = engine.find(EngineQuery(selected={FacetName.OUTLET: frozenset({MAX_FACET_VALUES + 5})})).facets[
            FacetName.OUTLET
        ]

        assert len(values) == MAX_FACET_VALUES + 1
        assert dict(values)[MAX_FACET_VALUES + 5] == 1

    def test_months_undated_and_imprecise_add_up(self, engine):
        engine.write(
            [
                make_entry(1, earliest=DAY),
                make_entry(2, earliest=date(2016, 2, 1), latest=MONTH_END),
                make_entry(3, earliest=date(2016, 4, 30)),
                make_entry(4, earliest=date(2016, 1, 31), latest=DAY),
                make_entry(5),
            ]
        )

        answer = engine.find(EngineQuery())

        assert answer.months == (
            (date(2016, 2, 1), 2),
            (date(2016, 3, 1), 0),
            (date(2016, 4, 1), 1),
        )
        assert (answer.imprecise, answer.undated, answer.total) == (1, 1, 5)

    def test_the_calendar_counts_years_months_or_days(self, engine):
        engine.write(
            [
                make_entry(1, earliest=DAY),
                make_entry(2, earliest=DAY),
                make_entry(3, earliest=date(2014, 12, 31)),
                make_entry(4, earliest=date(2016, 1, 1), latest=date(2016, 12, 31)),
                make_entry(5),
            ]
        )

        years, days = (
            engine.find(EngineQuery(interval=step)) for step in (HistogramInterval.YEAR, HistogramInterval.DAY)
        )

        assert years.months == ((date(2014, 1, 1), 1), (date(2015, 1, 1), 0), (date(2016, 1, 1), 3))
        assert (years.undated, years.imprecise) == (1, 0)
        assert days.months == ((date(2014, 12, 31), 1), (DAY, 2))
        assert (days.undated, days.imprecise) == (1, 1)
        assert engine.find(EngineQuery(interval=None, facets=())).facets == {}

    # Holdings

    def test_holdings_are_counted_by_span_outlet_author_and_month(self, engine):
        entries = [make_entry(pk, **facts) for pk, facts in enumerate(HELD, start=1)]
        entries.append(IndexDocument(90, "", "", "", 2, (7,), None, DAY.toordinal()))
        engine.write([*entries, make_entry(99, outlet=1, authors=[8], earliest=DAY)])
        engine.write([], deleted=[99])

        for chosen in (
            CountedArticles(),
            CountedArticles(outlet=1),
            CountedArticles(author=7),
            CountedArticles(author=70),
            CountedArticles(first=date(2016, 2, 1), last=MONTH_END),
            CountedArticles(hidden_keys=frozenset({1, 3, 90, 1000})),
        ):
            held = [entry for entry in entries if is_counted(entry, chosen)]
            assert sorted(engine.count_spans(chosen), key=str) == sorted(count_spans(held), key=str), chosen
            for facet in (FacetName.OUTLET, FacetName.AUTHOR):
                assert engine.count_records(facet, chosen) == count_records(held, facet), (facet, chosen)
            written_for = {(author, each.outlet) for each in held for author in each.authors if each.outlet}
            for authors in ({7}, {7, 8}, {99}):
                expected = {pair for pair in written_for if pair[0] in authors}
                assert engine.find_author_outlets(authors, chosen) == expected, (authors, chosen)
            assert sorted(engine.count_outlet_months(chosen), key=str) == sorted(count_months(held), key=str), chosen

    # Writing

    def test_writing_again_replaces(self, engine):
        engine.write([make_entry(1, "aleppo"), make_entry(2, "aleppo")])
        engine.write([make_entry(1, "homs")])

        assert find_pks(engine, Term("aleppo")) == [2]
        assert find_pks(engine, Term("homs")) == [1]
        assert engine.find(EngineQuery()).total == 2

    def test_what_is_taken_out_neither_shows_nor_counts(self, engine):
        engine.write([make_entry(1, "aleppo", outlet=5), make_entry(2, "aleppo", outlet=5)])
        engine.write([], deleted=[1, 99])

        answer = engine.find(EngineQuery(query=Term("aleppo")))

        assert get_pks(answer) == [2]
        assert dict(answer.facets[FacetName.OUTLET]) == {5: 1}
        assert answer.documents == 1

    def test_hidden_articles_neither_show_nor_count(self, engine):
        engine.write([make_entry(1, "aleppo", outlet=5), make_entry(2, "aleppo", outlet=5)])

        answer = engine.find(EngineQuery(query=Term("aleppo"), hidden_keys=frozenset({1})))

        assert (get_pks(answer), answer.total, dict(answer.facets[FacetName.OUTLET])) == (
            [2],
            1,
            {5: 1},
        )

    def test_printings_of_one_text_fold_over_all_pages_and_every_count_is_of_all(self, engine):
        days = [date(2016, 1, day) for day in range(1, 9)]
        engine.write([make_entry(n, "siege", outlet=1 + n % 2, earliest=days[n]) for n in range(8)])
        engine.write([make_entry(9, "other words", outlet=1, earliest=days[0])])
        printings = ReprintGroups(((6, 1, 3), (9, 2), (77, 5, 4), (88, 99)))
        options = {"query": Term("siege"), "sort": SortOrder.OLDEST, "reprints": printings}

        answer = engine.find(EngineQuery(**options))
        assert [(find_pks.pk, find_pks.reprints) for find_pks in answer.hits] == [
            (0, ()),
            (2, ()),
            (5, (4,)),
            (6, (1, 3)),
            (7, ()),
        ]
        assert (answer.total, answer.collapsed_count) == (8, 3)
        assert dict(answer.facets[FacetName.OUTLET]) == {1: 4, 2: 4}
        pages = [engine.find(EngineQuery(**options, offset=n, limit=2)) for n in (0, 2, 4, 6)]
        assert [pk for page in pages for pk in get_pks(page)] == [0, 2, 5, 6, 7]
        narrowed = engine.find(EngineQuery(**options, selected={FacetName.OUTLET: frozenset({2})}))
        assert [(find_pks.pk, find_pks.reprints) for find_pks in narrowed.hits] == [
            (1, (3,)),
            (5, ()),
            (7, ()),
        ]
        assert (narrowed.total, narrowed.collapsed_count) == (4, 1)

    def test_printings_follow_what_is_written_and_nothing_found_folds_to_nothing(self, engine):
        printings = ReprintGroups(((2, 1),))
        engine.write([make_entry(1, "siege"), make_entry(2, "siege")])
        question = EngineQuery(query=Term("siege"), reprints=printings)
        assert get_pks(engine.find(question)) == [2]

        engine.write([], deleted=[2])
        assert get_pks(engine.find(question)) == [1]
        assert engine.find(replace(question, query=Term("dam"))).collapsed_count == 0
        assert engine.find(replace(question, reprints=ReprintGroups())).collapsed_count == 0

    def test_a_rebuild_holds_what_it_was_given_and_what_changed_meanwhile(self, engine):
        engine.write([make_entry(1, "old")])

        def entries():
            yield make_entry(2, "new")
            engine.write([make_entry(3, "meanwhile")])

        def late(pks):
            assert 3 in pks
            return [make_entry(3, "meanwhile")], []

        assert engine.rebuild(entries(), late) == 1
        assert find_pks(engine, None) == [2, 3]

    def test_tells_what_state_of_an_article_it_holds(self, engine):
        one, two = make_entry(1, "a"), make_entry(2, "b")
        engine.write([one, two])
        engine.write([], deleted=[2])

        assert engine.read_fingerprints() == {1: one.fingerprint}

    def test_an_empty_index_answers(self, engine):
        answer = engine.find(EngineQuery(query=Term("aleppo")))

        assert (answer.total, answer.hits, answer.months, answer.documents) == (0, (), (), 0)

    def test_clearing_empties(self, engine):
        engine.write([make_entry(1, "a")])
        engine.clear()

        assert engine.find(EngineQuery()).total == 0
