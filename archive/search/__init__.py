"""The road to find. Doors: `service.search` (one request in, one page out) and `indexing`.

How a question becomes an answer:

1. Text into a tree. `syntax.parse` cuts it into `tokens` (operators: `nearness`, `prefixes`; signs:
   `spellings`, `reserved`; dates: `values`, `periods`), `grammar` and `operands` build the tree of
   `query`; `faults` says what is wrong, `readings` what was understood, `canonical` writes it back.
2. The tree widened. `service` has `names` looked up, other spellings found (`variants`) and put
   beside what was typed (`expanding`).
3. The tree answered. `engines/` finds numbers; `narrowing` gives facets their labels, `snippets`
   shows where the words stand (`matching`, `seeking`), `nothing` explains a page without hits.
4. All of it is values: `request` in, `results` out.

Words are cut, folded and stemmed in one place, `analysis` (`cutting`, `borders`), for the index,
the question and the snippets alike. `index` says what an engine keeps of an article; `queue` and
`indexing` keep it in step. `guide` and `fields` are the language in tables, as the help shows it.
"""
