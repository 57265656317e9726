"""Addresses in a query: the article whose own one it is is found, and a text that prints it in another form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.models import Article
from archive.search.query.nodes import And, NameClause, Node, Not, Or, Phrase, Term, map_children, walk_nodes
from archive.search.query.pasted_text import is_address
from archive.text.messages import Message, lazy_message
from archive.text.urls import address_key, fold_address

_MAX_ADDRESSES = 20


@dataclass(frozen=True, slots=True)
class QueryAddress:
    """An address without what differs between links to one page, and the listed article it is of (None: unknown)."""

    folded: str
    article: Article | None

    def list_alternatives(self, typed: Term | Phrase) -> Iterator[Node]:
        """Yield what finds the same page."""
        if self.folded.casefold() != typed.text.partition("://")[2].casefold():
            yield Term(self.folded)
        if self.article:
            yield NameClause("id", self.article.identifier)


AddressTable = Mapping[Term | Phrase, QueryAddress]


def load_addresses(node: Node | None) -> AddressTable:
    """Return the addresses of a query; asks the database only if there are any."""
    urls: dict[Term | Phrase, str] = {}
    for term in walk_nodes(node):
        if isinstance(term, Term | Phrase) and term.field == "text" and is_address(term.text):
            url = term.text if "://" in term.text else f"https://{term.text}"
            if fold_address(url) and len(urls) < _MAX_ADDRESSES:
                urls[term] = url
    if not urls:
        return {}
    keys = {address_key(url) for url in urls.values()}
    articles = Article.objects.listed().filter(address_key__in=keys).order_by("-pk")
    held = {
        article.address_key: article
        for article in articles.only("address_key", "identifier", "title")[: 5 * _MAX_ADDRESSES]
    }
    return {term: QueryAddress(fold_address(url), held.get(address_key(url))) for term, url in urls.items()}


def expand_addresses(node: Node, addresses: AddressTable) -> Node:
    """Return the query with what finds the same page beside each address."""
    if isinstance(node, Term | Phrase) and (address := addresses.get(node)):
        alternatives = tuple(address.list_alternatives(node))
        return Or((node, *alternatives)) if alternatives else node
    if isinstance(node, And | Or | Not):  # elsewhere words have places, which an article has not
        return map_children(node, lambda child: expand_addresses(child, addresses))
    return node


def build_address_notes(addresses: AddressTable) -> Iterator[Message]:
    """Say which articles were found by their addresses."""
    for term, address in addresses.items():
        if address.article:
            yield lazy_message(
                "{address} is the address of “{title}”, which this archive has.",
                address=term.text,
                title=address.article.title,
            )
        else:
            yield lazy_message(
                "This archive has no article of the address {address}; articles that print it were looked for, also as"
                " {folded}.",
                address=term.text,
                folded=address.folded,
            )
