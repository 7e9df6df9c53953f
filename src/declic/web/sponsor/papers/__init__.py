"""What is printed: the kit for families, the quote, the data contract. Millimetres, from the top left."""
