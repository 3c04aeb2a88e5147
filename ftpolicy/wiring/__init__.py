"""How a repository runs the gate, and where that can be passed by."""
