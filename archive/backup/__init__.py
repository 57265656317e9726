"""Online backup of the whole archive into one file, and restore from it.

Entry points: `write` and `restore`. The file is a plain tar:

    backup.json          manifest: format, version, database, upload folder
    cuttings.sqlite3     consistent snapshot of the database (PostgreSQL: database.dump)
    secret.key …         small files of CUTTINGS_HOME
    uploads/…            uploaded files that were not ingested yet
    payloads/aa/bb/…     the original bytes that the database refers to
    SHA256SUMS           checksums of all of these, in the format of `sha256sum -c`
"""
