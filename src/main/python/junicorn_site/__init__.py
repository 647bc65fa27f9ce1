"""The default site: what a folder without an app answers."""
