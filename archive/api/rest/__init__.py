"""REST API, version 1: articles, records, quotations, stories and searches as JSON. Entry: `application.api`."""
