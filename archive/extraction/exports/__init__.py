"""Articles from what other programs export: WordPress, reference managers, news agencies, note books."""
