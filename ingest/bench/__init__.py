"""``hanni bench``: how well the product does on somebody's own questions."""
