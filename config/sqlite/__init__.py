"""Django's database backend for SQLite, whose searches know small and capital letters of every script."""
