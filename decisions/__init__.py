"""People deciding: assessments, answers, versions, papers."""
