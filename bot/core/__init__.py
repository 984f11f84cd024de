"""What is true: pure, synchronous rules; `now` is always an argument."""
