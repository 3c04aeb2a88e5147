"""Files of the gate's wiring: put in, and looked at."""
