"""What a reader is shown, as plain data: one truth for page, JSON, version and paper.

``decisions.presentation.shape`` documents the snapshot key by key.
"""
