"""An OAuth 2 provider of our own: a token endpoint over TLS that rotates refresh tokens, and the introspection that a mail
server asks whether an access token is good.

    with TokenServer(directory, "support@example.com", refresh_token="first") as tokens:
        tokens.url, tokens.certificate            # for [mailbox.imap.oauth2]
        Dovecot(..., tokens=tokens, mechanisms="xoauth2")
"""
import base64
import http.server
import json
import pathlib
import ssl
import threading
import urllib.parse

from .net import make_certificate

CLIENT, SECRET = "ticketd", "the application's secret"


class TokenServer:
    """`refresh_token`: the one that is good now, replaced at each use; None: only client credentials are granted."""

    def __init__(self, directory, user, refresh_token=None, life=3600):
        self.user, self.refresh_token, self.life = user, refresh_token, life
        self.certificate, key = make_certificate(self._made(directory))
        self.requests = []   # the forms that were answered, and with what
        self.refuses = None  # ("status", {"error": …}) for every request, while it is set
        self.good = set()    # access tokens
        self.vouches = True  # False: introspection calls every token bad
        self._issued = 0
        self._lock = threading.Lock()
        self._endpoint = self._listen(_Token)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self._endpoint.socket = context.wrap_socket(self._endpoint.socket, server_side=True)
        self._introspection = self._listen(_Introspection)
        self.url = f"https://127.0.0.1:{self._endpoint.server_port}/tenant/oauth2/v2.0/token"
        self.introspection_url = f"http://127.0.0.1:{self._introspection.server_port}/introspect"

    @staticmethod
    def _made(directory):
        pathlib.Path(directory).mkdir(parents=True, exist_ok=True)
        return directory

    def _listen(self, handler):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        server.tokens = self
        return server

    def __enter__(self):
        for server in (self._endpoint, self._introspection):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        for server in (self._endpoint, self._introspection):
            server.shutdown()
            server.server_close()

    def revoke_access(self):
        """Every access token that was given ends before its time."""
        with self._lock:
            self.good.clear()

    def answer(self, form):
        with self._lock:
            status, said = self.refuses or self._grant(form)
            self.requests.append((form, said))
            return status, said

    def _grant(self, form):
        if form.get("client_id") != CLIENT or form.get("client_secret") != SECRET:
            return 401, {"error": "invalid_client"}
        self._issued += 1
        said = {"token_type": "Bearer", "expires_in": self.life, "access_token": f"access-{self._issued}"}
        if form.get("grant_type") == "refresh_token":
            if self.refresh_token is None or form.get("refresh_token") != self.refresh_token:
                return 400, {"error": "invalid_grant", "error_description": "the refresh token is not good"}
            self.refresh_token = said["refresh_token"] = f"refresh-{self._issued}"
        elif form.get("grant_type") != "client_credentials" or self.refresh_token is not None:
            return 400, {"error": "unsupported_grant_type"}
        self.good.add(said["access_token"])
        return 200, said

    def introspect(self, token):
        with self._lock:
            return {"active": self.vouches and token in self.good, "username": self.user}


class _Answering(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def form(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        return {name: values[0] for name, values in urllib.parse.parse_qs(text).items()}

    def say(self, status, said):
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class _Token(_Answering):
    def do_POST(self):
        self.say(*self.server.tokens.answer(self.form()))


class _Introspection(_Answering):
    def do_POST(self):
        self.say(200, self.server.tokens.introspect(self.form().get("token", "")))


def xoauth2(user, token):
    """The initial response of XOAUTH2, to try a server by hand."""
    return base64.b64encode(f"user={user}\1auth=Bearer {token}\1\1".encode()).decode()
