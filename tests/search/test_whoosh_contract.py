"""The Whoosh engine does what every engine must."""

import pytest

from archive.search.engines.whoosh.engine import WhooshSearchEngine
from tests.search.contract import EngineContract, make_entry


class TestWhoosh(EngineContract):
    @pytest.fixture
    def engine(self, tmp_path):
        return WhooshSearchEngine(tmp_path / "whoosh", 10_000_000)


class TestWhooshInManySegments(EngineContract):
    """The same, with each article in a segment of its own and half of the segments deleted."""

    @pytest.fixture
    def engine(self, tmp_path):
        class OneByOne(WhooshSearchEngine):
            def write(self, documents, deleted=()):
                count = 0
                for one in documents:
                    super().write([make_entry(1000, "noise aleppo talks")])
                    super().write([], [1000])
                    count += super().write([one])
                return count + super().write([], deleted)

        return OneByOne(tmp_path / "whoosh", 10_000)
