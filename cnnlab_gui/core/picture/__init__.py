"""The picture of a network, drawn to scale: its geometry, and the same written as SVG."""
