"""Deployment: gunicorn settings and worker class, container file, systemd units."""
