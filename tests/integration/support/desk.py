"""A ticketd of our own: configuration and state under one directory, the real programs, high ports of 127.0.0.1."""
import email
import email.policy
import json
import os
import pathlib
import re
import signal
import smtplib
import subprocess
import urllib.request

from . import outgoing
from .net import PATIENCE, free_port, wait_until

PROGRAMS = pathlib.Path(os.environ.get("TICKETD_PROGRAMS", "build/dev/bin")).resolve()

SERVER = """
[server]
hostname  = "desk.example.com"
state_dir = "state"
language  = "ko"
desk      = "desk.toml"
{server}

[smtp]
listen  = ["127.0.0.1:{smtp_port}"]
profile = "{profile}"
{smtp}

[lmtp]
listen = ["unix:state/lmtp.sock"]

[http]
listen = ["127.0.0.1:{http_port}"]

[store]
min_free = "16MiB"

[delivery]
url = "{delivery}"
{delivery_more}

[trust]
authserv_ids = ["mx.example.net"]
agents = "{agents}"

{more}
"""

DESK = """
[[mailbox]]
name = "support"
address = "support@desk.example.com"
display_name = "예시 고객센터"
group = "cs"
{mailbox}

[[group]]
name = "cs"
assign = "round_robin"

[[agent]]
name = "kim"
display_name = "김민지"
email = "kim@corp.example.net"
groups = ["cs"]
language = "ko"
"""


class Desk:
    """`delivery`: a URL, or `maildir:outbox`. `mailbox`, `server`, `smtp`, `more`: further lines of the support
    mailbox, of these sections, and at the end of ticketd.toml."""

    def __init__(self, directory, delivery="maildir:outbox", profile="upstream", agents="strict", mailbox="", more="", smtp="",
                 delivery_more="", server=""):
        self.directory = pathlib.Path(directory).resolve()
        self.directory.mkdir(parents=True, exist_ok=True)
        self.smtp_port, self.http_port = free_port(), free_port()
        self.settings = {"delivery": delivery, "profile": profile, "agents": agents, "more": more, "delivery_more": delivery_more, "smtp": smtp,
                         "server": server,
                         "smtp_port": self.smtp_port, "http_port": self.http_port}
        self.mailbox = mailbox
        self.process = None
        self.environment = dict(os.environ)
        self.under = []  # a command that the daemon is started under

    def __enter__(self):
        self.configure()
        self.start()
        return self

    def __exit__(self, kind, *_):
        if kind is not None:
            print(self.log()[-6000:])
        self.stop()

    def configure(self):
        (self.directory / "ticketd.toml").write_text(SERVER.format(**self.settings))
        (self.directory / "desk.toml").write_text(DESK.format(mailbox=self.mailbox))

    def start(self):
        if not self.launch():
            raise AssertionError("ticketd did not start:\n" + self.log())

    def launch(self):
        """Whether it became ready; else it has ended."""
        begins = self.log_file.stat().st_size if self.log_file.exists() else 0
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen([*self.under, PROGRAMS / "ticketd", "--config", self.directory / "ticketd.toml"],
                                            stdout=log, stderr=log, env=self.environment)
        wait_until(lambda: self.process.poll() is not None or re.search('ready smtp=|"event":"ready"', self.log(begins)), "ticketd to be ready", 60)
        return self.process.poll() is None

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            code = self.process.wait(40 * PATIENCE)
            assert code == 0, f"ticketd ended with {code}:\n{self.log()[-3000:]}"
            outgoing.check(self)
        self.process = None

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def is_ready(self):
        """Whether it says so itself: not so after a failed sync of the database, when it is about to end."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}/readyz", timeout=20) as answer:
                return answer.status == 200
        except OSError:  # an HTTP error is one, too
            return False

    @property
    def log_file(self):
        return self.directory / "ticketd.log"

    def log(self, begins=0):
        """From that octet on."""
        if not self.log_file.exists():
            return ""
        with self.log_file.open("rb") as log:
            log.seek(begins)
            return log.read().decode(errors="replace")

    # ---- ticketctl ----

    def run(self, *arguments, stdin=None):
        return subprocess.run([PROGRAMS / "ticketctl", "--config", self.directory / "ticketd.toml", *map(str, arguments)],
                              input=stdin, capture_output=True, timeout=120 * PATIENCE)

    def begin(self, *arguments):
        """The same, still running."""
        return subprocess.Popen([PROGRAMS / "ticketctl", "--config", self.directory / "ticketd.toml", *map(str, arguments)],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ctl(self, *arguments, stdin=None):
        """What it prints; an AssertionError when it does not exit 0."""
        done = self.run(*arguments, stdin=stdin)
        if done.returncode != 0:
            raise AssertionError(f"ticketctl {arguments}: {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
        return done.stdout.decode()

    def wait_idle(self, timeout=60):
        self.ctl("wait", "--idle", "--timeout", timeout * PATIENCE)

    def tickets(self):
        return [json.loads(line) for line in self.ctl("ticket", "list", "--json").splitlines()]

    def ticket(self, number):
        return json.loads(self.ctl("ticket", "show", number, "--json"))

    def queue(self):
        return [json.loads(line) for line in self.ctl("queue", "list", "--json").splitlines()]

    def quarantine(self):
        return [json.loads(line) for line in self.ctl("quarantine", "list", "--json").splitlines()]

    # ---- mail ----

    def submit(self, sender, recipients, mail):
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=60) as client:
            client.sendmail(sender, recipients, mail)

    def outbox_mails(self):
        """[(recipient, bytes)] of that Maildir."""
        folder = self.directory / "state" / "outbox" / "new"
        mails = [path.read_bytes() for path in sorted(folder.glob("*"))]
        return [(str(read(mail)["X-Original-To"]), mail) for mail in mails]

    def sent(self, recipient=None):
        """What was written into the Maildir of `delivery`, oldest first."""
        return [read(mail) for to, mail in self.outbox_mails() if recipient is None or to == recipient]


def read(raw):
    return email.message_from_bytes(raw, policy=email.policy.default)


def text_of(mail):
    part = mail.get_body(("plain",))
    return part.get_content() if part else ""
