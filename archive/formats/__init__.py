"""Files and containers of records: detection, WARC, HTTP, MHTML, ZIP and tar, tables, feeds."""
