"""The page that shows the OpenAPI document, from which it loads everything else."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

PAGE = Path(__file__).with_suffix(".html").read_text("utf-8")


def _inline(element: str) -> str:
    """Allows this element of the page, by its hash."""
    content = PAGE.partition(f"<{element}>")[2].partition(f"</{element}>")[0]
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


CACHING = {"Cache-Control": "public, max-age=300"}
HEADERS = CACHING | {
    "Content-Security-Policy": (
        f"default-src 'none'; script-src {_inline('script')}; style-src {_inline('style')}; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}
