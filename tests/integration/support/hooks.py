"""A program that is called by webhooks: a small HTTPS server whose answers are set path by path.

    with HookServer(directory) as hooks:
        hooks.url("/in")                          # https://127.0.0.1:PORT/in
        hooks.answers["/in"] = [(500, b""), ...]  # one call after the other, the last for all that follow
        hooks.calls                               # what came: path, headers, body
"""
import http.server
import pathlib
import ssl
import threading
from types import SimpleNamespace

from .net import make_certificate


class HookServer:
    def __init__(self, directory):
        folder = pathlib.Path(directory)
        folder.mkdir(parents=True, exist_ok=True)
        self.certificate, key = make_certificate(folder)
        self.calls = []
        self.answers = {}               # path: [(status, body or {"Header": …})…], or "stall", or "hang up", or "flood"
        self.released = threading.Event()  # ends every stall
        self._lock = threading.Lock()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Hook)
        self._server.daemon_threads = True
        self._server.hooks = self
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def url(self, path, host="127.0.0.1"):
        return f"https://{host}:{self._server.server_port}{path}"

    def to(self, path):
        return [call for call in self.calls if call.path == path]

    def next_answer(self, call):
        with self._lock:
            self.calls.append(call)
            left = self.answers.get(call.path, [(200, b"ok")])
            return left.pop(0) if len(left) > 1 else left[0]


class _Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        hooks = self.server.hooks
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = hooks.next_answer(SimpleNamespace(path=self.path, headers=dict(self.headers.items()), body=body))
        if answer == "stall":
            hooks.released.wait(60)
            return
        if answer == "hang up":
            self.connection.close()
            return
        if answer == "flood":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(10_000):
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
            return
        status, content = answer
        self.send_response(status)
        for name, value in content.items() if isinstance(content, dict) else ():
            self.send_header(name, value)
        text = b"" if isinstance(content, dict) else content
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass
