"""Requests to the cluster: its errors in the archive's words, its indexes by their names.

An answer is whole or it is an error: of a search that ran out of time, or of which a shard failed, nothing is used.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    ImproperlyConfigured,
    NotFoundError,
    OpenSearchException,
    RequestError,
    TransportError,
)

from archive.errors import ConfigurationError, SearchError, SearchTimeout, StaleIndex, TooManyMatches
from archive.search.engines.opensearch.address import ClusterAddress
from archive.search.engines.opensearch.index_body import MAX_PAGE, VERSION, build_index_body
from archive.search.query.budget import check_time, get_seconds_left
from archive.text.messages import lazy_message

_READ_SECONDS: Final = 10.0
_WRITE_SECONDS: Final = 120.0
_SLACK: Final = 0.5  # seconds more than the server is given, so that it is the one that says so
_TOO_COSTLY = ("too_many_clauses", "too_many_nested_clauses", "maxClauseCount", "max_clause_count")
_BUSY: Final = 429


class Cluster:
    """A cluster, and the indexes of one archive there.

    The alias `{name}-{version}` leads to the live index, `{name}-{version}-{time}`; `…-draft` to one being built.
    """

    def __init__(self, address: ClusterAddress) -> None:
        self.address = address
        self.alias = f"{address.name}-{VERSION.replace(' ', '-')}"
        self.draft_alias = f"{self.alias}-draft"
        self.counter_index = f"{address.name}-counter"
        try:
            self.client = OpenSearch(
                hosts=[{"host": host, "port": port} for host, port in address.hosts],
                http_auth=(address.user, address.password) if address.user else None,
                use_ssl=address.is_encrypted,
                verify_certs=address.is_encrypted,
                ca_certs=address.certificate_authority or None,
                timeout=_READ_SECONDS,
                max_retries=len(address.hosts),
                retry_on_timeout=len(address.hosts) > 1,
                pool_maxsize=8,
            )
        except (ImproperlyConfigured, OSError) as error:
            raise ConfigurationError(f"SEARCH_URL cannot be used: {error}") from error

    def search(self, body: dict[str, Any], **params: Any) -> dict[str, Any]:
        """Search the live index; SearchError unless the answer is whole."""
        seconds = get_seconds_left()
        timeout = _READ_SECONDS if seconds is None else max(seconds, 0.05)
        body = {"timeout": f"{int(timeout * 1000)}ms", **body}
        with self.convert_errors(timed=seconds is not None):
            answer = self.client.search(
                index=None if "pit" in body else self.alias,
                body=body,
                params={"allow_partial_search_results": "false", "request_timeout": timeout + _SLACK, **params},
            )
        check_answer(answer)
        return answer

    def search_all(self, bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Run several searches of the live index in one request."""
        if not bodies:
            return []
        seconds = get_seconds_left()
        timeout = _READ_SECONDS if seconds is None else max(seconds, 0.05)
        lines: list[dict[str, Any]] = []
        for body in bodies:
            lines += ({"allow_partial_search_results": False}, {"timeout": f"{int(timeout * 1000)}ms", **body})
        with self.convert_errors(timed=seconds is not None):
            answers = self.client.msearch(index=self.alias, body=lines, params={"request_timeout": timeout + _SLACK})[
                "responses"
            ]
        for answer in answers:
            if "error" in answer:
                self._raise_failure(answer["status"], str(answer["error"]))
            check_answer(answer)
        return answers

    @contextmanager
    def open_point_in_time(self) -> Iterator[str]:
        """Keep the present state of the live index for several requests."""
        with self.convert_errors():
            pit = self.client.create_pit(index=self.alias, params={"keep_alive": "2m"})["pit_id"]
        try:
            yield pit
        finally:
            with suppress(OpenSearchException):  # it ends by itself
                self.client.delete_pit(body={"pit_id": [pit]})

    def iter_hits(self, matching: dict[str, Any], size: int = MAX_PAGE, **options: Any) -> Iterator[dict[str, Any]]:
        """Yield all hits by primary key, from one state of the index."""
        with self.open_point_in_time() as pit:
            after: dict[str, Any] = {}
            while True:
                check_time()
                body = {
                    "pit": {"id": pit, "keep_alive": "2m"},
                    "query": matching,
                    "size": size,
                    "sort": [{"pk": "asc"}],
                    "track_total_hits": False,
                    "_source": False,
                    **options,
                    **after,
                }
                hits = self.search(body)["hits"]["hits"]
                yield from hits
                if len(hits) < size:
                    return
                after = {"search_after": hits[-1]["sort"]}

    @contextmanager
    def convert_errors(self, *, timed: bool = False) -> Iterator[None]:
        """Turn errors of the client into those of the archive; `timed`: the searcher's own time is the limit."""
        try:
            yield
        except NotFoundError as error:
            self._raise_missing(error)
        except TransportError as error:
            if timed and not isinstance(error.status_code, int):
                check_time()
            self._raise_failure(error.status_code, str(error.error), str(error.info))
        except OpenSearchException as error:
            raise SearchError(f"The search cluster gave no usable answer ({type(error).__name__}: {error}).") from error

    def _raise_missing(self, error: NotFoundError) -> None:
        if "index_not_found" not in str(error.error) and "index_not_found" not in str(error.info):
            raise SearchError(
                "The search cluster has lost the state that this search was reading, as it does when a node goes."
                " Search again."
            ) from error
        if others := self.list_indexes():
            raise StaleIndex(
                f"The index on the cluster ({', '.join(others)}) is of another version of the archive; this one needs"
                f" ‘{self.alias}’. Run `python manage.py rebuild_index`."
            ) from error
        raise MissingIndex(f"There is no index ‘{self.alias}’. Run `python manage.py rebuild_index`.") from error

    def _raise_failure(self, status: int | str, reason: str, details: str = "") -> None:
        if any(sign in f"{reason} {details}" for sign in _TOO_COSTLY):
            raise TooManyMatches(
                lazy_message(
                    "This search asks for too many words and distances at once for the search cluster. Use fewer"
                    " wildcards and smaller distances."
                )
            )
        if status == "N/A" or status == "TIMEOUT":
            raise SearchError(
                f"The search cluster cannot be reached or does not answer ({reason[:300]}). Look after it."
            )
        if status == _BUSY:
            raise SearchError("The search cluster has too much to do just now. Try again later.")
        raise SearchError(f"The search cluster failed ({status}: {reason[:500]}).")

    # Indexes

    def list_indexes(self) -> list[str]:
        """Return the names of the archive's indexes, of any version."""
        try:
            names = self.client.indices.get(index=f"{self.address.name}-*-*", params={"allow_no_indices": "true"})
        except OpenSearchException:
            return []
        return sorted(name for name in names if name.startswith(f"{self.address.name}-places-"))

    def resolve(self, alias: str) -> str | None:
        """Return the index that an alias leads to; None where there is none."""
        with self.convert_errors():
            try:
                names = self.client.indices.get_alias(name=alias)
            except NotFoundError:
                return None
        return next(iter(names), None)

    def create_index(self, name: str, alias: str, **settings: Any) -> None:
        """Create an index under an alias."""
        body = build_index_body(self.address)
        body["settings"]["index"].update(settings)
        body["aliases"] = {alias: {}}
        with self.convert_errors():
            self.client.indices.create(
                index=name, body=body, params={"timeout": "60s", "request_timeout": _WRITE_SECONDS}
            )

    def ensure_usable(self) -> None:
        """Raise SearchError unless the cluster answers."""
        with self.convert_errors():
            self.client.info()

    def ensure_live_index(self) -> str:
        """Return the live index; create an empty one where the archive has none on the cluster."""
        live = self.resolve(self.alias)
        if live is None:
            if others := self.list_indexes():
                raise StaleIndex(
                    f"The cluster has indexes of another version of the archive ({', '.join(others)}). Run"
                    " `python manage.py rebuild_index`."
                )
            with self.convert_errors():
                has_been_written_to = self.client.indices.exists(index=self.counter_index)
            if has_been_written_to:  # an empty one would find nothing, as if there were nothing
                raise MissingIndex(
                    f"The index ‘{self.alias}’ is gone from the cluster. Run `python manage.py rebuild_index`."
                )
            live = f"{self.alias}-first"
            try:
                self.create_index(live, self.alias)
            except SearchError as error:
                if not isinstance(error.__cause__, RequestError) and "resource_already_exists" not in str(error):
                    raise
        return live


class MissingIndex(StaleIndex):
    """The archive has no index on the cluster."""


def check_answer(answer: dict[str, Any]) -> None:
    """Raise unless every shard answered in time."""
    if answer.get("timed_out"):
        check_time()
        raise SearchTimeout(
            lazy_message("The search cluster was too slow for this search, so nothing of it is shown. Try again later.")
        )
    shards = answer.get("_shards", {})
    if shards.get("failed"):
        raise SearchError(f"Parts of the index do not answer ({shards['failed']} of {shards['total']} shards).")
