"""Scripts of the project's own: nothing of the site imports them."""
