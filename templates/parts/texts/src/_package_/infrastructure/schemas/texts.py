"""What texts of requests may contain, in the syntax of Rust's regular expressions."""

# A visible start; no control characters (PostgreSQL refuses NUL), nothing invisible.
LINE = r"^[^\p{C}\p{Z}\p{M}\p{DI}\x{2800}][^\p{C}\p{Zl}\p{Zp}\p{DI}]*$"

# Several lines: also tabs and ends of lines.
LINES = r"^(?:[^\p{C}]|[\t\n\r])*$"
