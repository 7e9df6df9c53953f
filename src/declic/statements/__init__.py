"""Statements whose shape never changes, put into SQL once.

Django takes ten times as long to put a small query into SQL as SQLite or PostgreSQL to answer it, and does so again
each time. What an ask and its lesson do goes through here: it is still written with Django's models and querysets.
"""

from declic.statements.reads import Prepared, PreparedFor
from declic.statements.writes import change, change_all, insert, insert_all, put

__all__ = ["Prepared", "PreparedFor", "change", "change_all", "insert", "insert_all", "put"]
