"""The Results page: how good a run is on the test images, and where it errs."""
