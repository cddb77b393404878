"""Serve a folder as the plainest static host would: no header but type, length and date.

python build_scripts/serve.py [FOLDER] [--port 8903]
"""

from __future__ import annotations

import argparse
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from os import PathLike
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and prints nothing."""

    protocol_version = "HTTP/1.1"
    # Else each answer on a kept connection waits for the browser's delayed acknowledgement.
    disable_nagle_algorithm = True

    def guess_type(self, path: str | PathLike[str]) -> str:
        """Name scripts as every host does, whatever this machine's own table says."""
        return "text/javascript" if str(path).endswith(".js") else super().guess_type(path)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def make_server(folder: Path, port: int = 0, handler: type[QuietHandler] = QuietHandler) -> ThreadingHTTPServer:
    """A server of a folder on this machine alone, on a port of the system's choice unless given. Not yet serving."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(handler, directory=str(folder)))


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description="Serve the built site on this machine.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "site")
    parser.add_argument("--port", type=int, default=8903)
    given = parser.parse_args()
    with make_server(given.folder, given.port) as server:
        print(f"The LAC Validator is at http://127.0.0.1:{server.server_port}/ (Ctrl-C stops it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
