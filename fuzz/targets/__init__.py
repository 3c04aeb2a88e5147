"""One file per reader or writer; a file that is added here is run."""
