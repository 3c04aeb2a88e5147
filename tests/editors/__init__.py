"""Our schemas in an editor: the YAML language server, spoken to as an editor does."""
