"""Many repositories to one report: targets, tasks, engines, a journal of rows, totals."""
