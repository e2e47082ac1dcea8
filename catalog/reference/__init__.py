"""The content beside the questions: places, forms of engagement, regimes, published cost."""
