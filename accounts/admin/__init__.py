"""People, teams and ways of signing in, in the admin."""

from accounts.admin import people, sign_in, teams

__all__ = ["people", "sign_in", "teams"]
