"""The broadcast log (sổ nhật ký phát thanh): what was planned, what was played, who says so."""
