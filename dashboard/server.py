"""The web server: Streamlit's application behind a middleware that sets language and a strict content policy."""

import base64
import gc
import hashlib
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response

from dashboard import app as _pages  # noqa: F401  loads all that a page needs, once, before gc.freeze below
from dashboard import markup
from dashboard.palette import DARK, LIGHT

STYLE = markup.style(LIGHT, DARK).encode()
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class SwedishAndSealed(BaseHTTPMiddleware):
    """Says that the page is Swedish, and forbids every request to another host."""

    async def dispatch(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        """The response, its HTML marked as Swedish and its headers closed to the outside."""
        if "/static/" not in request.url.path:  # compressed HTML could not be marked
            request.scope["headers"] = [h for h in request.scope["headers"] if h[0] != b"accept-encoding"]
        response = await call_next(request)
        if not response.headers.get("content-type", "").startswith("text/html"):
            return response
        body = b"".join([part async for part in response.body_iterator])  # type: ignore[attr-defined]
        body = body.replace(b'<html lang="en"', b'<html lang="sv"').replace(b"</head>", STYLE + b"</head>")
        headers = {k: v for k, v in response.headers.items() if k.lower() not in ("content-length", "etag", "last-modified")}
        return Response(body, response.status_code, headers | sealed(body), media_type="text/html")


def sealed(body: bytes) -> dict[str, str]:
    """Headers that let the page load from its own host only; inline scripts are allowed by their hash."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s).digest()).decode()}'" for s in _INLINE.findall(body))
    policy = (
        f"default-src 'self'; script-src 'self' 'unsafe-eval' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )
    return {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff"}


app = st.App(Path(__file__).with_name("main.py"), middleware=[Middleware(SwedishAndSealed)])
gc.freeze()  # Streamlit collects garbage after every run; what the imports made never needs to be looked at again
