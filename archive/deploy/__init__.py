"""How the archive is served: gunicorn's settings, a container file, a unit file."""
