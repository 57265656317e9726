"""The embedded engine: Whoosh keeps the index on disk, NumPy arrays answer. Entry point: `backend`.

`storage` holds segments of arrays and one generation of the index after another, written, opened
and verified. On it stand `building`, which makes segments of articles, and `execution`, which runs
queries. `engine` joins both, once for each process; `backend` is what Haystack calls.
"""
