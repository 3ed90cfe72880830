"""What I have to do."""

print("sleep")
