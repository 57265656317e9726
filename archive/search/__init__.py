"""The road to find. Doors: `service.search` (one request in, one page out), `indexing`,
and `completing` (how a question that is being typed could go on; from `offering`).

How a question becomes an answer:

1. Text into a tree: `syntax.parse`. `language` cuts it into `tokens` (operators: `nearness`,
   `prefixes`; signs: `spellings`, `reserved`; dates: `values`, `periods`), builds the tree of
   `query` (`grammar`, `operands`, `leaves`), says what is wrong (`faults`) and what was understood
   (`readings`), and writes it back (`canonical`) or in another way (`altering`, `placing`).
2. The tree widened: `service` has names looked up and other spellings found by `widening`, and put
   beside what was typed, aloud.
3. The tree answered: `engines` finds numbers. `narrowing` gives facets their labels, `snippets`
   shows where the words stand (`showing`), `nothing` explains a page without hits.
4. All of it is values: `request` in, `results` out; and all of it keeps to the time that `limits`
   gives a question (a `budget` that every step checks).

Words are cut, folded and stemmed in one place, `analysis` (with `words`), for the index, the
question and the snippets alike. `index` says what an engine keeps of an article; `signals`, `queue`
and `indexing` keep it in step. `guide` and `fields` are the language in tables, as the help shows.
"""
