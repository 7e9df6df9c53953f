"""Nothing to share yet: the environment of a run is in `environment`, the people and things of tests in `world`."""
