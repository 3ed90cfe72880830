from typing import Annotated

from pydantic import Field

# Rust syntax: a visible start; no control characters (PostgreSQL refuses NUL), nothing invisible.
Label = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=r"^[^\p{C}\p{Z}\p{M}\p{DI}\u{2800}][^\p{C}\p{Zl}\p{Zp}\p{DI}]*$",
    ),
]
