"""How a page of text falls into lines, and how lines are told apart."""
