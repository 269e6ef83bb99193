#!/bin/bash
# The structure of the project, held to docs/architecture.md.
exec /usr/bin/python3 tests/house.py
