"""Search. Entry points: `service.search` (one request in, one page out), `indexing`, and
`completing` (suggestions while typing; implemented in `offering`).

From a query to a page of results:

1. Text to tree: `syntax.parse_query`. `language` splits it into `tokens` (operators: `nearness`,
   `prefixes`; wildcards: `spellings`; unsupported syntax: `reserved`; dates: `values`, `periods`),
   builds the nodes of `query` (`grammar`, `operands`, `leaves`), reports errors (`faults`) and
   readings (`readings`), formats it (`canonical`) and rewrites it (`altering`, `placing`).
2. Expansion: `service` resolves names and adds spelling variants through `widening`, and reports
   each.
3. Execution: `engines` returns primary keys. `narrowing` labels facets, `snippets` highlights
   (`showing`), `nothing` explains a page without hits.
4. All of it is values: `request` in, `results` out. `limits` sets a time limit for each search (a
   `budget` that every step checks).

`analysis` (with `words`) tokenizes, folds and stems for the index, queries and snippets alike.
`index` defines the indexed document of an article; `signals`, `queue` and `indexing` keep the index
up to date. `guide` and `fields` are the tables of the language that the help page shows.
"""
