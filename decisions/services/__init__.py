"""What people do with assessments: one function per use case, each in one short transaction."""
