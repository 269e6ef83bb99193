"""A small notice board, as a program that swarm's own people didn't shape: what scenarios/notices.swarm asks for, and
behind a login a page to write notices on. BOARD_DB names the file of the database."""
