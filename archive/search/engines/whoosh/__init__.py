"""The embedded engine: Whoosh keeps the index on disk, NumPy arrays answer. Entry point: `backend`.

From below: `arrays` are segments on disk and in memory; `fields` the schema and filters;
`generations` one state of the index after another, written, opened and verified. On these stand
`bulk`, which builds segments from articles, and `running`, which executes queries. `engine` joins
both, once for each process; `backend` is what Haystack calls.
"""
