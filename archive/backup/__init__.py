"""A whole archive as one file, written while it is used, and an archive made of such a file.

`write` is the way out, `restore` the way back. The file is a tar that any machine opens:

    backup.json          what it is: form, version, database, the folder it was made of
    cuttings.sqlite3     the database as it was at one moment (PostgreSQL: database.dump)
    secret.key …         small files of the folder
    uploads/…            what editors had handed over and was not taken in yet
    payloads/aa/bb/…     the original bytes that the database names
    SHA256SUMS           the checksum of each of these, as `sha256sum -c` reads them
"""
