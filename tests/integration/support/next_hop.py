"""A small SMTP server that does what a test tells it: refuse recipients, defer, ask for a password, cut the line after a
mail, or hand each mail to a function (a vacation robot, say). One thread for each connection.

    with NextHop(refuse={"gone@example.net": "550 5.1.1 no such user"}) as hop:
        ...                               # url = hop.url
        hop.mails                         # [(sender, recipient, bytes)]
"""
import base64
import contextlib
import socketserver
import threading

from . import outgoing


class NextHop:
    def __init__(self, refuse=None, password=None, on_mail=None):
        self.refuse, self.password, self.on_mail = dict(refuse or {}), password, on_mail
        self.cut_after_dot = False
        self.knows_ehlo = True
        self.mails, self.logins = [], 0
        self.lock = threading.Lock()
        hop = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self):
                with contextlib.suppress(OSError):  # the client is gone
                    Dialog(hop, self.rfile, self.wfile).run()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads, allow_reuse_address = True, True

        self.server = Server(("127.0.0.1", 0), Session)
        self.port = self.server.server_address[1]
        self.url = f"smtp://127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        outgoing.carriers.append(self)
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def take(self, sender, recipient, mail):
        with self.lock:
            self.mails.append((sender, recipient, mail))
        if self.on_mail:
            self.on_mail(sender, recipient, mail)

    def all_mails(self):
        with self.lock:
            return [(recipient, mail) for _, recipient, mail in self.mails]

    def to(self, recipient):
        with self.lock:
            return [mail for _, address, mail in self.mails if address == recipient]


class Dialog:
    def __init__(self, hop, lines, out):
        self.hop, self.lines, self.out = hop, lines, out
        self.sender, self.recipients, self.known = None, [], hop.password is None

    def say(self, *lines):
        self.out.write("".join(line + "\r\n" for line in lines).encode())

    def run(self):
        self.say("220 next-hop.example.net ESMTP")
        for line in self.lines:
            words = line.decode(errors="replace").rstrip("\r\n")
            if not self.command(words.upper().split(" ")[0], words):
                return

    def command(self, verb, words):
        if verb in ("MAIL", "RCPT") and not ("<" in words and ">" in words):
            self.say("501 5.5.4 no address")  # a torn line
        elif verb == "EHLO" and not self.hop.knows_ehlo:
            self.say("502 5.5.1 not implemented")
        elif verb == "EHLO":
            self.say("250-next-hop.example.net", "250-PIPELINING", "250-8BITMIME",
                     *(["250-AUTH PLAIN"] if self.hop.password is not None else []), "250 ENHANCEDSTATUSCODES")
        elif verb == "AUTH":
            return self.log_in(words)
        elif verb == "MAIL":
            self.sender, self.recipients = words[words.index("<") + 1:words.index(">")], []
            self.say("250 2.1.0 ok" if self.known else "530 5.7.0 authentication required")
        elif verb == "RCPT":
            recipient = words[words.index("<") + 1:words.index(">")]
            refusal = self.hop.refuse.get(recipient)
            if not refusal:
                self.recipients.append(recipient)
            self.say(refusal or "250 2.1.5 ok")
        elif verb == "DATA":
            return self.text()
        elif verb == "QUIT":
            self.say("221 2.0.0 bye")
            return False
        else:
            self.say("250 2.0.0 ok")
        return True

    def log_in(self, words):
        if words.upper() == "AUTH PLAIN":
            self.say("334 ")
            words = "AUTH PLAIN " + self.lines.readline().decode().strip()
        self.hop.logins += 1
        self.known = base64.b64decode(words.split(" ")[2]).split(b"\0")[-1] == self.hop.password.encode()
        self.say("235 2.7.0 ok" if self.known else "535 5.7.8 wrong user or password")
        return True

    def text(self):
        if not self.recipients:
            self.say("554 5.5.1 no valid recipients")
            return True
        self.say("354 go on")
        mail = b""
        for line in self.lines:
            if line == b".\r\n":
                break
            mail += line[1:] if line.startswith(b".") else line
        else:
            return False
        if self.hop.cut_after_dot:
            return False
        for recipient in self.recipients:
            self.hop.take(self.sender, recipient, mail)
        self.say("250 2.0.0 taken")
        return True
