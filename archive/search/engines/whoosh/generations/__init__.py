"""One state of the index after another: on the disk, as Whoosh reads it, opened, checked."""
