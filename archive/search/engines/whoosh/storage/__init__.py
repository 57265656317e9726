"""Index files on disk: generations, the Whoosh codec, opened snapshots."""
