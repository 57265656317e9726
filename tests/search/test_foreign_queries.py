"""Queries in the syntax of other systems, whole and broken: 500 and more of them.

None ends in an exception, and none in an empty page that does not say why.
"""

from itertools import product

import pytest

from archive.errors import QuerySyntaxError
from archive.search.query.parser import parse_query
from archive.search.query.request import SearchRequest
from archive.search.service import search
from tests import factories

pytestmark = pytest.mark.django_db

OPERATORS = (
    "AND", "and", "&&", "OR", "or", "||", "NOT", "AND NOT", "BUT NOT", "ANDNOT", "XOR", "W/5",
    "w/5", "W5", "NEAR/5", "NEAR5", "NEAR", "N5", "N/5", "ADJ", "ADJ5", "ADJ/5", "PRE/3", "PRE/S",
    "P/3", "/10", "/s", "/p", "/seg", "SAME", "W/SEG", "NOT W/5", "ONEAR/2", "B/4", "W/0",
    "W/999", "~", "AROUND(5)", "+", "-", "", ",", ";", "WITHIN 5 WORDS OF", "FOLLOWED BY", "{5}",
    "PARAGRAPH",
)  # fmt: skip
OPERANDS = (
    ("harbour", "closed"),
    ('"harbour master"', "closed"),
    ("(harbour OR port)", "(tram*)"),
    ("harbo?r", "clos!"),
    ("title:harbour", "zzz"),
)
FIELDS = (
    "HEADLINE(harbour)", "hl=harbour", "hd=harbour", "rst=gazette", "by=ellery", "la=en",
    "BYLINE(ellery)", "PUBLICATION(gazette)", "ti(harbour)", "au(ellery)", "pub(gazette)",
    "TITLE-ABS-KEY(harbour)", "intitle:harbour", "site:example.org", "inurl:harbour",
    "ab(harbour)", "HLEAD(harbour)", "hlp=harbour", "source:gazette", "section:news",
    "DATE(GEQ 2024)", "date > 2024-01-01", "date is 2024", "date=2024", "pd:2024", "date:2024..",
    "date:..2024", "pubdate:[2024-01-01 TO NOW]", "date:[2024 TO *}", "date:(2024 OR 2023)",
    "year:1999", "published:2024-03", "since:2024", "until:2024", "after:yesterday",
    "before:today", "date:tomorrow", "date:-7d", "date:2024-13", "date:31/12/2024", "author:*",
    "author:ell*", "author:", "author:(", "lang:xx", "lang:", "no:outlet", "has:body",
    "id:zzzzzzzz", "status:open", "text:harbour", "body:harbour", "content:harbour",
    "doctype:news", "wc>500", "length>500", "subject(harbours)", "cmp(gazette)", "in=i75",
    "ns=gpol", "re=uk", "place:geneva", "speaker:x",
)  # fmt: skip
PIECES = (
    "harbour^2", "harbour~0.5", "harbour~9", '"harbour closed"~3', '"harbour closed"@5',
    "harb*r*", "*harbour", "?arbour", "h*", "/harbou?r/", "harbour*closed", "har[bp]our",
    "[harbour TO port]", "{harbour}", "<harbour>", "harbour#", "#harbour", "@gazette", "$harbour",
    "harbour%", "harbour\\", "\\", '"', '""', "“harbour", "harbour”", "'harbour closed'",
    "«harbour", "(harbour", "harbour)", "((harbour) closed", ")(", "()", "( )", "[]",
    "harbour NOT", "NOT", "NOT NOT harbour", "- harbour", "-", "--", "+", "+harbour -closed",
    "!harbour", "harbour!", "harbour?", "why harbour?", "=", "==", "=harbour", '="harbour',
    "ATLEAST", "ATLEAST5", "ATLEAST5(", "ATLEAST5(harbour)", "ATLEAST99(x)",
    "ATLEAST5(harbour AND closed)", "CAPS(harbour)", "ALLCAPS(us)", "NOCAPS(us)",
    "SINGULAR(tram)", "PLURAL(trams)", "harbour W/5", "W/5 harbour", "W/5",
    "harbour W/5 W/5 closed", "a W/5 b W/3 c", "harbour /5", "/5 harbour", "9/11", "AC/DC",
    "24/7", "and/or", "harbour AND OR closed", "OR harbour", "harbour OR", "AND", "or", "|", "&",
    "harbour | | closed", "quote:", 'quote:"', "quote:(harbour AND closed)", "quote:*",
    "harbour closed OR tram NOT bus", "the", "of the", "https://example.org/harbour", "a@b.org",
    "10:30", "Re: harbour", "harbour: closed", "C++", "U.S.", "it's", "l'eau", "naïve", "北京",
    "حمص", "🚢", "\u200b", "harbour\u00a0closed", "\t", "harbour\nclosed", "x" * 300,
    "harbour " * 60, "(" * 40, "a OR " * 40, "NOT " * 40 + "a", "'; DROP TABLE articles; --",
    "<script>", "{{ 7*7 }}", "%00", "../../etc/passwd", "${x}",
)  # fmt: skip
QUESTIONS = (
    *(f"{one} {operator} {other}" for operator, (one, other) in product(OPERATORS, OPERANDS)),
    *(f"{one}{operator}{other}" for operator, (one, other) in product(OPERATORS[-10:], OPERANDS)),
    *FIELDS,
    *(f"closed {field}" for field in FIELDS),
    *(f"{field} AND" for field in FIELDS[:20]),
    *PIECES,
)


@pytest.fixture
def archive():
    outlet, person = factories.outlet("Gazette", slug="gazette"), factories.author("Ellery")
    for number in range(3):
        factories.article(f"Harbour {number}", outlet=outlet, by=(person,), published="2024-03-01")


def test_there_are_enough_of_them():
    assert len(set(QUESTIONS)) >= 500


def test_every_question_is_answered_refused_or_explained(archive):
    silent, refused = [], []
    for text in dict.fromkeys(QUESTIONS):
        try:
            parsed = parse_query(text)
        except QuerySyntaxError as error:
            refused.append(error)
            continue
        page = search(SearchRequest(query=parsed.node, text=text, limit=1))
        if not page.total and not (page.no_results or page.notes):
            silent.append(text)
        if page.no_results:
            for proposal in page.no_results.proposals:
                found = search(SearchRequest(query=parse_query(proposal.text).node, limit=0))
                assert found.total == proposal.count, (text, proposal)

    assert silent == []
    assert all(error.message and error.code for error in refused)
    for error in refused:
        parse_query(error.suggestion or "*")
