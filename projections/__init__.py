"""What the book says now, and what it said at any position."""
