"""Tests of the services of curators: edit, merge, rename, withdraw."""
