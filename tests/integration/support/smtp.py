"""A client that sends exactly the bytes it is told to."""
import contextlib
import socket
import ssl
import struct


class Smtp:
    """`where`: a port of 127.0.0.1, or the path of a Unix socket. `hello=None` leaves the session after the greeting."""

    def __init__(self, where, hello="EHLO client.example.net", timeout=60):
        if isinstance(where, int):
            self.socket = socket.create_connection(("127.0.0.1", where), timeout=timeout)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(timeout)
            self.socket.connect(str(where))
        self.input = b""
        self.greeting = self.reply()
        self.extensions = self.ask(hello).splitlines() if hello else []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def reset(self):
        """Ends the connection as a crashed machine would."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())

    def reply(self):
        """All lines of one reply, "" when the server hung up."""
        lines = b""
        while True:
            while b"\r\n" not in self.input:
                data = b""
                with contextlib.suppress(ConnectionResetError):
                    data = self.socket.recv(65536)
                if not data:
                    return lines.decode(errors="replace")
                self.input += data
            line, self.input = self.input.split(b"\r\n", 1)
            lines += line + b"\r\n"
            if line[3:4] != b"-":
                return lines.decode(errors="replace")

    def ask(self, line):
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.send((line if isinstance(line, bytes) else line.encode()) + b"\r\n")
        return self.reply()

    def start_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.socket = context.wrap_socket(self.socket)

    def begin_mail(self, sender, recipient):
        """From MAIL to the 354 of DATA; an AssertionError with the reply that was none."""
        for line, code in ((f"MAIL FROM:<{sender}>", "250"), (f"RCPT TO:<{recipient}>", "250"), ("DATA", "354")):
            answer = self.ask(line)
            if not answer.startswith(code):
                raise AssertionError(f"{line}: {answer}")

    def mail(self, sender, recipient, content):
        """The reply to the final dot, or to what was refused before. `content` ends with CR LF and has no dots to stuff."""
        for line in (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"):
            answer = self.ask(line)
            if answer[0:1] not in ("2", "3"):
                return answer
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.send(content + b".\r\n")
        return self.reply()
