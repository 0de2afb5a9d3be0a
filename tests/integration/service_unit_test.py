"""ticketd under systemd, without systemd: sockets that are passed, secrets as credentials, a reload and a restart that lose no connection."""
import os
import pathlib
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import unittest

from conversation import CUSTOMER, SUPPORT
from support.desk import PROGRAMS, Desk
from support.mails import simple
from support.net import wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]


class ActivatedDesk(Desk):
    """Its sockets are ours, as systemd's would be, and are passed from descriptor 3 on."""

    def __init__(self, directory, sockets):
        super().__init__(directory)
        self.sockets = sockets
        self.smtp_port, self.http_port = (sockets[name].getsockname()[1] for name in ("smtp", "http"))
        self.settings.update(smtp_port=self.smtp_port, http_port=self.http_port)

    def configure(self):
        super().configure()
        file = self.directory / "ticketd.toml"
        text = file.read_text()
        for old, name in ((f"127.0.0.1:{self.smtp_port}", "smtp"), ("unix:state/lmtp.sock", "lmtp"), (f"127.0.0.1:{self.http_port}", "http")):
            text = text.replace(old, "systemd:" + name)
        file.write_text(text)

    def start(self):
        position = len(self.log())
        names = ":".join(self.sockets)
        descriptors = [each.fileno() for each in self.sockets.values()]
        command = " ".join(f"{3 + i}<&{100 + i}" for i in range(len(descriptors)))

        def pass_them():
            for i, descriptor in enumerate(descriptors):
                os.dup2(descriptor, 100 + i)

        # The process that reads LISTEN_PID must be the one that it names: a shell that becomes ticketd.
        shell = f'exec env LISTEN_PID=$$ LISTEN_FDS={len(descriptors)} LISTEN_FDNAMES={names} "$0" --config "$1" {command}'
        with (self.directory / "ticketd.log").open("ab") as log:
            self.process = subprocess.Popen(["bash", "-c", shell, PROGRAMS / "ticketd", self.directory / "ticketd.toml"], stdout=log, stderr=log,
                                            env=self.environment, preexec_fn=pass_them, close_fds=False)
        wait_until(lambda: self.process.poll() is not None or "ready smtp=" in self.log()[position:], "ticketd to be ready", 60)
        if self.process.poll() is not None:
            raise AssertionError("ticketd did not start:\n" + self.log())


class Activation(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)
        self.lmtp_path = str(self.home / "lmtp.sock")
        lmtp = socket.socket(socket.AF_UNIX)
        lmtp.bind(self.lmtp_path)
        lmtp.listen(16)
        self.sockets = {"smtp": socket.create_server(("127.0.0.1", 0)), "lmtp": lmtp, "http": socket.create_server(("127.0.0.1", 0))}
        for each in self.sockets.values():
            self.addCleanup(each.close)
        self.desk = ActivatedDesk(self.home / "desk", self.sockets)

    def mail(self, name):
        return simple(CUSTOMER, SUPPORT, name, "Text", f"{name}@customer.example.net")

    def test_passed_sockets_serve_and_outlive_the_daemon(self):
        # Who connects before the daemon runs waits, and is served.
        early = socket.create_connection(("127.0.0.1", self.desk.smtp_port), 60)
        self.addCleanup(early.close)
        with self.desk:
            self.assertIn("smtp=systemd:smtp lmtp=systemd:lmtp http=systemd:http", self.desk.log())
            self.assertTrue(early.recv(100).startswith(b"220 "))
            self.desk.submit(CUSTOMER, [SUPPORT], self.mail("first"))
            client = smtplib.LMTP(self.lmtp_path)
            self.assertEqual(client.sendmail(CUSTOMER, [SUPPORT], self.mail("second")), {})
            client.quit()
            self.assertEqual(urlopen_status(self.desk.http_port), 200)

            self.desk.stop()
            between = smtplib.SMTP(timeout=60)
            greeting = socket.create_connection(("127.0.0.1", self.desk.smtp_port), 60)
            self.addCleanup(greeting.close)
            self.desk.start()
            between.sock, between.file = greeting, greeting.makefile("rb")
            self.assertEqual(between.getreply()[0], 220, "who came between two daemons was not refused")
            between.ehlo()
            between.sendmail(CUSTOMER, [SUPPORT], self.mail("third"))
            self.desk.wait_idle()
            self.assertEqual(len(self.desk.tickets()), 3)
            self.assertTrue(os.path.exists(self.lmtp_path), "the socket is systemd's")

    def test_a_reload_loses_no_connection(self):
        with self.desk:
            sessions = [smtplib.SMTP("127.0.0.1", self.desk.smtp_port, timeout=60) for _ in range(3)]
            for session in sessions:
                self.addCleanup(session.close)
                session.ehlo()
                session.mail(CUSTOMER)
                session.rcpt(SUPPORT)
            sessions[0].docmd("DATA")
            for _ in range(5):
                done = self.desk.log().count("reloaded ")
                self.desk.process.send_signal(signal.SIGHUP)
                wait_until(lambda: self.desk.log().count("reloaded ") > done, "the reload")
            sessions[0].send(self.mail("under-way").replace(b"\n", b"\r\n") + b"\r\n.\r\n")
            self.assertEqual(sessions[0].getreply()[0], 250)
            for number, session in enumerate(sessions[1:]):
                self.assertEqual(session.data(self.mail(f"after-{number}"))[0], 250)
            self.desk.wait_idle()
            self.assertEqual(len(self.desk.tickets()), 3)

    def test_a_socket_that_was_not_passed_is_named(self):
        self.desk.sockets = {"smtp": self.sockets["smtp"]}
        self.desk.configure()
        with self.assertRaisesRegex(AssertionError, "systemd passed no socket named lmtp"):
            self.desk.start()
        self.assertEqual(self.desk.process.returncode, 78)


class Unit(unittest.TestCase):
    def test_a_secret_is_read_from_the_credentials_of_the_service(self):
        with tempfile.TemporaryDirectory() as home:
            home = pathlib.Path(home)
            (home / "credentials").mkdir()
            (home / "credentials/secrets_relay").write_text("password\n")
            file = home / "ticketd.toml"
            (home / "desk.toml").write_text("")
            file.write_text('[delivery]\nuser = "desk"\npassword_file = "credential:relay"\n')
            check = lambda **more: subprocess.run([PROGRAMS / "ticketd", "--config", file, "--check"], env={**os.environ, **more},
                                                  capture_output=True, text=True, timeout=30)
            self.assertEqual(check(CREDENTIALS_DIRECTORY=str(home / "credentials")).returncode, 0)
            missing = check()
            self.assertEqual(missing.returncode, 78)
            self.assertIn(str(home / "secrets/relay"), missing.stderr)
            (home / "secrets").mkdir()
            (home / "secrets/relay").write_text("password\n")
            self.assertEqual(check().returncode, 0, "an operator's check finds it beside the configuration")

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_the_sandbox_is_as_tight_as_promised(self):
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", ROOT / "systemd/ticketd.service"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


def urlopen_status(port):
    import urllib.request
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30) as answer:
        return answer.status


if __name__ == "__main__":
    unittest.main()
