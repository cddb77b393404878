"""Results for people: lists of errors, summaries, workbooks, packs for social workers."""
