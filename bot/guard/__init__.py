"""Before answering: personal data, danger, abuse, take-over, other cities, legal advice."""

from bot.guard.guard import Guard, Safe, Verdict, without_personal_data
from bot.guard.replies import guarded

__all__ = ["Guard", "Safe", "Verdict", "guarded", "without_personal_data"]
