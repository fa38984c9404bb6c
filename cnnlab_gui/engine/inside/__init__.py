"""Looking into a network: its layers' outputs, why it chose a class, what it began with."""
