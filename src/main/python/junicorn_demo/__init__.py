"""The demo: requests drawn as bars, 1 worker x 1 thread beside more of both."""
