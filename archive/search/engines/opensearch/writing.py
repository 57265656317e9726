"""Writing: batches with versions, and new indexes built beside the live one.

Several hosts may write at once, without a lock. Each writer takes a number, higher than all taken before, *before* it
reads the articles; the cluster keeps of two states of an article the one with the higher number. A change is queued
in the transaction that makes it, and whoever applies it takes a number after that: so the last state wins, and a writer
that comes late changes nothing. Deletions have numbers, too.

While an index is being built beside the live one, all writers write to both.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from secrets import token_hex
from time import gmtime, sleep, strftime, time
from typing import Any, Final

from opensearchpy.exceptions import ConflictError, NotFoundError

from archive.errors import IndexLocked, SearchError
from archive.search.engines.base import ChangeLoader, IndexDocument
from archive.search.engines.opensearch.cluster import Cluster
from archive.search.engines.opensearch.index_body import build_document_body

_BATCH: Final = 500  # articles of one request
_BATCH_BYTES: Final = 8_000_000
_TRIES: Final = 6
_FIRST_DELAY: Final = 0.2  # seconds before a refused batch is sent again; then twice as many
_WRITE_SECONDS: Final = 20  # of a request, which a reader or an editor may wait for
_BUILD_SECONDS: Final = 120  # of one that nobody waits for
_ABANDONED_SECONDS: Final = 300  # a draft that nobody wrote to for so long is not being built any more
_WATCHED_SECONDS: Final = 15  # a draft is watched before it is taken for abandoned
_RETRIED: Final = (429, 503)
_CONFLICT: Final = 409
_MISSING: Final = 404
_BAD_REQUEST: Final = 400


@dataclass(frozen=True, slots=True)
class BulkAction:
    """One article to write or delete: its key, its version, its body (None: delete)."""

    pk: int
    version: int
    body: str | None

    def render(self, target: str) -> str:
        """Return it as lines of a bulk request."""
        kind = "delete" if self.body is None else "index"
        head = {"_index": target, "_id": str(self.pk), "version": self.version, "version_type": "external_gte"}
        lines = json.dumps({kind: {**head, "require_alias": True} if self.body is not None else head})
        return f"{lines}\n" if self.body is None else f"{lines}\n{self.body}\n"


class IndexWriter:
    """Writer of the archive's indexes on a cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._refusal = ""

    def write(self, documents: Iterable[IndexDocument], deleted: Iterable[int] = ()) -> int:
        """Add or replace documents, then delete; return how many were added."""
        self._cluster.ensure_live_index()
        version = self._take_version()
        targets = [self._cluster.alias]
        if self._cluster.resolve(self._cluster.draft_alias):
            targets.append(self._cluster.draft_alias)
        added = removed = 0
        for batch in _split(_iter_actions(documents, version)):
            added += len(batch)
            self._send(batch, targets)
        for batch in _split(BulkAction(pk, version, None) for pk in deleted):
            removed += len(batch)
            self._send(batch, targets)
        if added or removed:
            self._refresh(self._cluster.alias)
        return added

    def _take_version(self) -> int:
        """Take a number above all that were taken before: one more, or the milliseconds of the clock."""
        client, index = self._cluster.client, self._cluster.counter_index
        for _ in range(50):
            with self._cluster.convert_errors():
                try:
                    last = client.get(index=index, id="writes", params={"realtime": "true"})["_version"]
                except NotFoundError:
                    last = 0
                    self._create_counter()
                number = max(last + 1, int(time() * 1000))
                try:
                    client.index(
                        index=index, id="writes", body={}, params={"version": number, "version_type": "external"}
                    )
                except ConflictError:
                    continue
                return number
        raise IndexLocked("Too many processes write to the search cluster at once. The changes wait in the queue.")

    def _create_counter(self) -> None:
        address = self._cluster.address
        body = {
            "settings": {"number_of_shards": 1, "number_of_replicas": address.replicas},
            "mappings": {"enabled": False},
        }
        self._cluster.client.indices.create(index=self._cluster.counter_index, body=body, params={"ignore": 400})

    def _send(self, actions: Sequence[BulkAction], targets: Sequence[str]) -> None:
        """Send a batch to each index; what the cluster was too busy for again, later."""
        waiting = [(action, target) for target in targets for action in actions]
        delay = _FIRST_DELAY
        for _ in range(_TRIES):
            lines = "".join(action.render(target) for action, target in waiting)
            with self._cluster.convert_errors():
                answer = self._cluster.client.bulk(body=lines, params={"request_timeout": _WRITE_SECONDS})
            if not answer["errors"]:
                return
            waiting = self._select_failures(waiting, answer["items"])
            if not waiting:
                return
            sleep(delay)
            delay *= 2
        raise SearchError(
            f"The search cluster is too busy or too full to write to ({self._refusal[:300]}). The changes wait in the"
            " queue."
        )

    def _select_failures(
        self, actions: Sequence[tuple[BulkAction, str]], items: Sequence[dict[str, Any]]
    ) -> list[tuple[BulkAction, str]]:
        """Return what must be sent again; SearchError where that would not help."""
        again = []
        for (action, target), item in zip(actions, items, strict=True):
            (result,) = item.values()
            status = result["status"]
            if status in _RETRIED:
                again.append((action, target))
                self._refusal = str(result["error"].get("reason"))
            elif status in (_MISSING, _BAD_REQUEST) and target == self._cluster.draft_alias:
                continue  # its building was given up, or it is the live index now
            elif "error" in result and status != _CONFLICT:  # a conflict: a newer state is there
                reason = f"{result['error'].get('type')}: {result['error'].get('reason')}"
                raise SearchError(f"The search cluster refused article {action.pk} ({status}, {reason[:300]}).")
        return again

    def _refresh(self, index: str) -> None:
        with self._cluster.convert_errors():
            answer = self._cluster.client.indices.refresh(index=index, params={"request_timeout": _WRITE_SECONDS})
        if answer["_shards"]["failed"]:
            raise SearchError("Parts of the index do not answer. The changes wait in the queue.")

    # Building

    def rebuild(self, documents: Iterable[IndexDocument], load_changes: ChangeLoader) -> int:  # noqa: ARG002
        """Build a new index beside the live one, then let searches go to it.

        What changes meanwhile need not be loaded: whoever writes it writes it to the new index, too.
        """
        self._cluster.ensure_usable()
        draft = f"{self._cluster.alias}-{strftime('%Y%m%dt%H%M%S', gmtime())}-{token_hex(3)}"
        self._begin_draft(draft)
        try:
            version = self._take_version()
            count = 0
            for batch in _split(_iter_actions(documents, version)):
                self._send_draft(batch)
                count += len(batch)
            self._finish_draft(draft)
        except BaseException:
            self._drop(draft)
            raise
        return count

    def _begin_draft(self, draft: str) -> None:
        """Create the index; IndexLocked while another process builds one."""
        other = self._cluster.resolve(self._cluster.draft_alias)
        if other is not None:
            if self._is_being_built(other):
                raise IndexLocked(f"Another process is building the index ‘{other}’. Wait until it is done.")
            self._drop(other)
        self._cluster.create_index(draft, self._cluster.draft_alias, refresh_interval="-1", number_of_replicas=0)

    def _is_being_built(self, draft: str) -> bool:
        """Return whether articles were added to a draft lately."""
        with self._cluster.convert_errors():
            settings = self._cluster.client.indices.get_settings(index=draft)[draft]["settings"]["index"]
            before = self._count_operations(draft)
            if time() * 1000 - int(settings["creation_date"]) < _ABANDONED_SECONDS * 1000:
                return True
            sleep(_WATCHED_SECONDS)
            return self._count_operations(draft) != before

    def _count_operations(self, index: str) -> int:
        stats = self._cluster.client.indices.stats(index=index, metric="indexing")
        total: int = stats["_all"]["primaries"]["indexing"]["index_total"]
        return total

    def _send_draft(self, batch: Sequence[BulkAction]) -> None:
        self._send(batch, [self._cluster.draft_alias])
        if self._cluster.resolve(self._cluster.draft_alias) is None:
            raise IndexLocked("Another process has removed the index that was being built. Start again.")

    def _finish_draft(self, draft: str) -> None:
        """Let searches go to the new index; remove all older ones."""
        client, alias, draft_alias = self._cluster.client, self._cluster.alias, self._cluster.draft_alias
        self._refresh(draft)
        with self._cluster.convert_errors():
            index = {"number_of_replicas": self._cluster.address.replicas, "refresh_interval": None}
            client.indices.put_settings(index=draft, body={"index": index})
            live = self._cluster.resolve(alias)
            actions: list[dict[str, Any]] = [
                {"add": {"index": draft, "alias": alias}},
                {"remove": {"index": draft, "alias": draft_alias}},
            ]
            if live is not None:
                actions.append({"remove_index": {"index": live}})
            client.indices.update_aliases(body={"actions": actions}, params={"request_timeout": _BUILD_SECONDS})
        for other in self._cluster.list_indexes():
            if other != draft:
                self._drop(other)

    def _drop(self, index: str) -> None:
        with self._cluster.convert_errors():
            self._cluster.client.indices.delete(index=index, params={"ignore": 404})


def _iter_actions(documents: Iterable[IndexDocument], version: int) -> Iterator[BulkAction]:
    for document in documents:
        yield BulkAction(document.pk, version, json.dumps(build_document_body(document, version), ensure_ascii=False))


def _split(actions: Iterable[BulkAction]) -> Iterator[list[BulkAction]]:
    """Yield batches of so many actions or bytes at most."""
    iterator = iter(actions)
    while batch := list(islice(iterator, 1)):
        size = len(batch[0].body or "")
        while len(batch) < _BATCH and size < _BATCH_BYTES:
            following = next(iterator, None)
            if following is None:
                break
            batch.append(following)
            size += len(following.body or "")
        yield batch
