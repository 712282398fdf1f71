"""Stand-in Graph and Zalo servers for training, the demo and the tests."""
