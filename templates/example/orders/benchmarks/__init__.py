"""What is fast, measured: `make bench` compares, `make profile` shows where the time goes."""
