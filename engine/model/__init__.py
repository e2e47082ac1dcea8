"""What content is made of: each field says once how it is read, written and described."""
