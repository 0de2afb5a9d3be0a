"""An MTA in front, as small as one can be: takes mail by SMTP, adds its Received field, hands it on to ticketd."""
import smtplib
import socketserver
import threading


class Front:
    """`careful`: removes the verdicts that others wrote in its name."""

    def __init__(self, ticketd_port, careful, name="mx.example.net"):
        front = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(b"220 front\r\n")
                sender, recipients = "", []
                while line := self.rfile.readline():
                    word = line.split()[0].upper() if line.split() else b""
                    if word == b"MAIL":
                        sender = line.split(b"<")[1].split(b">")[0].decode()
                    elif word == b"RCPT":
                        recipients.append(line.split(b"<")[1].split(b">")[0].decode())
                    elif word == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        front.relay(sender, recipients, self.read_mail())
                    elif word == b"QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    self.wfile.write(b"250 ok\r\n")

            def read_mail(self):
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                return b"".join(lines)

        self.ticketd_port, self.careful, self.name = ticketd_port, careful, name
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self.url = f"smtp://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def relay(self, sender, recipients, mail):
        head, body = mail.split(b"\r\n\r\n", 1)
        fields = [line for line in head.split(b"\r\n") if not (self.careful and line.lower().startswith(b"authentication-results:"))]
        received = f"Received: from stranger.invalid by {self.name} with ESMTP; Sat, 21 Nov 2026 09:00:00 +0000".encode()
        with smtplib.SMTP("127.0.0.1", self.ticketd_port, timeout=30) as client:
            client.sendmail(sender, recipients, b"\r\n".join([received, *fields]) + b"\r\n\r\n" + body)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
