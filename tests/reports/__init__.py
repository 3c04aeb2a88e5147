"""Report formats: golden files of one rich report, readers, and hostile text."""
