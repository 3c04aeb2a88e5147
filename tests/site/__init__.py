"""The documentation: its tutorial is run, its links lead somewhere, its site builds."""
