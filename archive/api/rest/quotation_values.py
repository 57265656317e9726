"""Quotations, statements and speakers as the API gives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field

from archive.api.rest.record_values import (
    ApiUrl,
    Identifier,
    ListState,
    RecordReference,
    Url,
    ValueCount,
    build_api_url,
    build_reference,
    find_site,
)
from archive.models import Article, Quotation, QuotedPassage, Speaker
from archive.quotations.queries import AlignedWording, Concordance, build_passage_url


@dataclass(frozen=True, slots=True)
class ArticleReference:
    """An article that something is said of."""

    identifier: Identifier
    title: str
    outlet: str
    published: str
    url: Url
    api_url: ApiUrl


@dataclass(frozen=True, slots=True)
class QuotationValue:
    """Words that somebody is quoted saying in one article."""

    words: str
    kind: Annotated[str, Field(description="direct, partial or indirect; scare, title, nickname: not a quotation")]
    speaker: RecordReference | None
    printed_speaker: Annotated[str, Field(description="The speaker as printed.")]
    certainty: str
    rule: Annotated[str, Field(description="What in the text names the speaker.")]
    start: Annotated[int, Field(description="First character in the text of the article, counted from 0.")]
    end: int
    paragraph: int
    statement: Annotated[str | None, Field(description="Identifier of the statement that it prints.")]
    article: Identifier
    url: Annotated[str, Field(description="Address of the paragraph.")]


@dataclass(frozen=True, slots=True)
class QuotationList:
    """The quotations of an article, in the order of its text."""

    items: tuple[QuotationValue, ...]


@dataclass(frozen=True, slots=True)
class QuotationPage(ListState):
    """A page of what a speaker is quoted saying, the newest first."""

    total: int
    items: tuple[QuotationValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementValue:
    """A statement: words said once, in the longest wording that was printed."""

    identifier: Identifier
    words: str
    speaker: RecordReference | None
    articles: int
    outlets: int
    earliest: date | None
    url: Url
    api_url: ApiUrl


@dataclass(frozen=True, slots=True)
class PrintingValue:
    """The wording of one article, compared with the base."""

    article: ArticleReference
    words: str
    kind: str
    is_base: bool
    differences: tuple[str, ...]
    url: Annotated[str, Field(description="Address of the paragraph.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementDetail(StatementValue):
    """A statement with the wording of each article that prints it."""

    printings: tuple[PrintingValue, ...]
    omitted: Annotated[int, Field(description="Printings that are not listed, beyond the first 200.")]


@dataclass(frozen=True, slots=True)
class StatementPage(ListState):
    """A page of the statements of two outlets or more."""

    total: int
    items: tuple[StatementValue, ...]


@dataclass(frozen=True, slots=True)
class SpeakerValue(RecordReference):
    """Somebody who is quoted by name, with the number of listed articles that quote them."""

    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerDetail(RecordReference):
    """A speaker in full: spellings, the author record of the same person, quoting outlets."""

    articles: int
    aliases: tuple[str, ...]
    author: RecordReference | None
    printed_names: tuple[ValueCount, ...]


@dataclass(frozen=True, slots=True)
class SpeakerPage(ListState):
    """A page of the speakers."""

    total: int
    items: tuple[SpeakerValue, ...]


def build_article_reference(request: HttpRequest, article: Article) -> ArticleReference:
    """Build the reference to an article (with its outlet)."""
    return ArticleReference(
        identifier=article.identifier,
        title=article.title,
        outlet=article.outlet.name if article.outlet else "",
        published=article.published,
        url=find_site(request) + article.permanent_path,
        api_url=build_api_url(request, f"articles/{article.identifier}"),
    )


def build_quotation(request: HttpRequest, article: Article, passage: QuotedPassage) -> QuotationValue:
    """Build a quotation (with speaker and statement) of an article."""
    return QuotationValue(
        words=passage.words,
        kind=passage.kind,
        speaker=build_reference(request, passage.speaker) if passage.speaker else None,
        printed_speaker=passage.printed,
        certainty=passage.certainty,
        rule=passage.rule,
        start=passage.start,
        end=passage.end,
        paragraph=passage.paragraph,
        statement=passage.quotation.identifier if passage.quotation else None,
        article=article.identifier,
        url=find_site(request) + build_passage_url(article, passage),
    )


def build_statement(request: HttpRequest, quotation: Quotation) -> StatementValue:
    """Build a statement (with its speaker) for a list."""
    return StatementValue(**_list_statement_fields(request, quotation))


def _list_statement_fields(request: HttpRequest, quotation: Quotation) -> dict[str, Any]:
    return {
        "identifier": quotation.identifier,
        "words": quotation.quotable,
        "speaker": build_reference(request, quotation.speaker) if quotation.speaker else None,
        "articles": quotation.printing_count,
        "outlets": quotation.outlet_count,
        "earliest": quotation.earliest,
        "url": find_site(request) + quotation.get_absolute_url(),
        "api_url": build_api_url(request, f"statements/{quotation.identifier}"),
    }


def build_statement_detail(request: HttpRequest, concordance: Concordance) -> StatementDetail:
    """Build a statement with its printings."""
    return StatementDetail(
        **_list_statement_fields(request, concordance.quotation),
        printings=tuple(_build_printing(request, row) for row in concordance.rows),
        omitted=concordance.omitted_count,
    )


def _build_printing(request: HttpRequest, row: AlignedWording) -> PrintingValue:
    return PrintingValue(
        article=build_article_reference(request, row.article),
        words=" ".join(passage.words for passage in row.passages),
        kind=row.passage.kind,
        is_base=row.is_base,
        differences=tuple(str(kind.value) for kind in row.wording.kinds),
        url=find_site(request) + row.url,
    )


def build_speaker(request: HttpRequest, speaker: Speaker, articles: int) -> SpeakerValue:
    """Build a speaker for a list."""
    row = build_reference(request, speaker)
    return SpeakerValue(row.name, row.slug, row.url, row.api_url, articles)


def build_speaker_detail(
    request: HttpRequest, speaker: Speaker, articles: int, printed_names: Iterable[tuple[str, int]]
) -> SpeakerDetail:
    """Build a speaker (with aliases and author) in full."""
    row = build_reference(request, speaker)
    return SpeakerDetail(
        name=row.name,
        slug=row.slug,
        url=row.url,
        api_url=row.api_url,
        articles=articles,
        aliases=tuple(alias.name for alias in speaker.aliases.all()),
        author=build_reference(request, speaker.author) if speaker.author else None,
        printed_names=tuple(ValueCount(name, name, count) for name, count in printed_names),
    )
