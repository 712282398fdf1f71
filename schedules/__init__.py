"""When: repeats, days, slots, planning, the ticker."""
