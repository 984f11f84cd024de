"""When: the clock and the ticker."""
