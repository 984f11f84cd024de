"""What is kept: the embedded store, one small database a client. What it means is `core`'s."""
