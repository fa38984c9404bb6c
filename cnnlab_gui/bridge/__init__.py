"""Between the engine and the widgets: threads, signals, undo. The engine is injected."""
