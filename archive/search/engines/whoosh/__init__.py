"""The embedded engine: Whoosh keeps the index on disk, NumPy arrays answer. Door: `backend`.

From below: `arrays` are segments as they lie on the disk and in memory; `fields` what is kept of an
article; `generations` one state of the index after another, written, opened and checked. On these
stand `bulk`, which makes segments of articles, and `running`, which answers questions. `engine` is
the one of a process that joins both; `backend` is what Haystack calls.
"""
