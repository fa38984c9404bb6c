"""How good a network is on the test images: calibration, mistakes, the images behind a cell."""
