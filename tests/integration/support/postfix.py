"""A Postfix of our own: configuration, queue and data under one directory, SMTP on a high port of 127.0.0.1.

As the next hop that delivers into Maildirs:

    with Postfix(directory) as postfix:
        ...                                   # url = f"smtp://127.0.0.1:{postfix.port}"
        postfix.mails("lee@example.net")      # [bytes]

As the MTA in front of ticketd, relaying what it gets for some domains to our SMTP or LMTP port:

    Postfix(directory, relay={"desk.example.com": "smtp:[127.0.0.1]:2525"})
    Postfix(directory, relay={"desk.example.com": "lmtp:inet:127.0.0.1:2424"})

With the `auth_socket` of a Dovecot it offers AUTH PLAIN and LOGIN, and with `login_required` relays nothing without.
`settings` are further lines of main.cf, `services` of master.cf. Postfix insists on being started by root.
"""
import os
import pathlib
import shutil
import smtplib
import subprocess

from . import outgoing
from .net import PATIENCE, answers, free_port, make_certificate, wait_until

MAIN = """
compatibility_level = 3.6
queue_directory = {directory}/queue
data_directory = {directory}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {directory}/log/postfix.log
maillog_file_prefixes = {directory}/log
myhostname = mx.example.net
mydomain = example.net
mydestination =
default_transport = error:5.4.4 no way out of the tests
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
notify_classes =
biff = no
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {directory}/mail
virtual_mailbox_maps = static:inbox/
virtual_transport = folder
folder_destination_recipient_limit = 1
relay_domains = {relay_domains}
transport_maps = {transport}
message_size_limit = 52428800
mailbox_size_limit = 0
virtual_mailbox_limit = 0
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
smtpd_tls_cert_file = {directory}/certificate.pem
smtpd_tls_key_file = {directory}/key.pem
smtpd_tls_security_level = may
smtpd_forbid_bare_newline = normalize
smtpd_forbid_unauth_pipelining = yes
smtpd_discard_ehlo_keywords = chunking
smtpd_relay_restrictions = {relay_restrictions}
smtpd_recipient_restrictions = {recipient_restrictions}
smtpd_client_connection_count_limit = 0
{settings}
"""

MASTER = """
{port} inet n - n - - smtpd
{tls_port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
folder unix - n n - - pipe
  flags=DORXhu user=mail argv=/usr/bin/python3 {directory}/deliver.py {directory}/mail ${{recipient}}
local unix - n n - - local
{services}
"""

# Each recipient's mails in a folder of its own, as files whose names sort by arrival; the envelope is on top of them.
DELIVER = """
import os, pathlib, sys, time
folder = pathlib.Path(sys.argv[1]) / sys.argv[2].lower()
folder.mkdir(parents=True, exist_ok=True)
name = f"{time.time_ns()}.{os.getpid()}"
(folder / ("." + name)).write_bytes(sys.stdin.buffer.read())
os.rename(folder / ("." + name), folder / name)
"""


def last_of_each(lines):
    """Each setting once. Every process of Postfix warns of a setting that stands there twice, and once ten such lines wait for it the
    process that writes the log waits, too, to tell its own."""
    settings = {line.split("=", 1)[0].strip(): line for line in lines.splitlines() if line.strip()}
    return "\n".join(settings.values()) + "\n"


class Postfix:
    """`refuse`: {address: "550 5.1.1 no such user"} answered to RCPT; `relay`: {domain: transport}."""

    def __init__(self, directory, domains=("example.net", "example.org"), relay=None, refuse=None, auth_socket=None,
                 login_required=False, settings="", services=""):
        self.directory = pathlib.Path(directory).resolve()
        self.domains, self.relay, self.refuse = domains, dict(relay or {}), dict(refuse or {})
        self.auth_socket, self.login_required, self.settings = auth_socket, login_required, settings
        self.services = services
        self.port, self.tls_port = free_port(), free_port()

    def __enter__(self):
        self.prepare()
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def prepare(self):
        if os.getuid() != 0:
            raise AssertionError("Postfix must be started by root")
        for name in ("etc", "queue", "data", "mail", "log"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        for folder in (self.directory, *self.directory.parents):  # its processes run as postfix and must get here
            if folder.stat().st_uid == 0 and not folder.stat().st_mode & 0o001:
                folder.chmod(folder.stat().st_mode | 0o011)
        shutil.chown(self.directory / "data", "postfix", "postfix")
        shutil.chown(self.directory / "mail", "mail", "mail")
        make_certificate(self.directory)
        (self.directory / "deliver.py").write_text(DELIVER)
        self.configure()

    def configure(self):
        """Writes the configuration; for a running Postfix, call reload() afterwards."""
        refuse = ", ".join(f"{{ {address} = {answer} }}" for address, answer in self.refuse.items())
        transport = ", ".join(f"{{ {domain} = {target} }}" for domain, target in self.relay.items())
        settings = self.settings
        if self.auth_socket:
            settings += f"\nsmtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = {self.auth_socket}"
        (self.directory / "etc" / "main.cf").write_text(last_of_each(MAIN.format(
            directory=self.directory, domains=", ".join(self.domains), relay_domains=", ".join(self.relay),
            transport=f"inline:{{ {transport} }}" if transport else "", settings=settings,
            relay_restrictions="permit_sasl_authenticated, reject" if self.login_required else "permit_mynetworks, reject",
            recipient_restrictions=(f"check_recipient_access inline:{{ {refuse} }}, " if refuse else "") + "permit")))
        (self.directory / "etc" / "master.cf").write_text(MASTER.format(
            directory=self.directory, port=f"127.0.0.1:{self.port}", tls_port=f"127.0.0.1:{self.tls_port}",
            services=self.services))

    def start(self):
        self.run("start")
        outgoing.carriers.append(self)
        wait_until(lambda: answers(self.port, b"220"), "Postfix's greeting", seconds=30)

    def stop(self):
        """Ends Postfix at once; what is in its queue stays there for the next start()."""
        self.run("abort", check=False)
        pid_file = self.directory / "queue" / "pid" / "master.pid"
        wait_until(lambda: not is_running(pid_file), "Postfix's end")

    def reload(self):
        self.run("reload")

    def flush(self):
        """Tries everything that is deferred now."""
        self.run("flush")

    def run(self, command, check=True):
        done = subprocess.run(["/usr/sbin/postfix", "-c", self.directory / "etc", command], capture_output=True, text=True)
        if check and done.returncode != 0:
            raise AssertionError(f"postfix {command}: {done.stdout}{done.stderr}\n{self.log()}")

    def url(self, security="clear"):
        scheme, port = {"clear": ("smtp", self.port), "starttls": ("smtp+starttls", self.port),
                        "tls": ("smtps", self.tls_port)}[security]
        return f"{scheme}://127.0.0.1:{port}"

    @property
    def certificate(self):
        return self.directory / "certificate.pem"

    def submit(self, sender, recipients, mail):
        """Hands in a mail (bytes) as an MTA out there would."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30 * PATIENCE) as client:
            client.sendmail(sender, recipients, mail)

    def mails(self, recipient):
        """What was delivered to that address, oldest first: bytes with LF, Return-Path, X-Original-To and Delivered-To on
        top."""
        folder = self.directory / "mail" / recipient.lower()
        return [path.read_bytes() for path in sorted(folder.glob("[!.]*"), key=lambda path: path.stat().st_mtime_ns)]

    def all_mails(self):
        """[(recipient, bytes)]"""
        folders = sorted((self.directory / "mail").glob("*")) if self.directory.exists() else []
        return [(folder.name, mail) for folder in folders for mail in self.mails(folder.name)]

    def wait_for_mails(self, recipient, count=1, seconds=20):
        wait_until(lambda: len(self.mails(recipient)) >= count, f"{count} mails to {recipient}", seconds)
        return self.mails(recipient)

    def queue(self):
        return subprocess.run(["/usr/sbin/postqueue", "-c", self.directory / "etc", "-p"], capture_output=True,
                              text=True).stdout

    def log(self):
        path = self.directory / "log" / "postfix.log"
        return path.read_text(errors="replace") if path.exists() else ""


def is_running(pid_file):
    try:
        os.kill(int(pid_file.read_text()), 0)
    except (OSError, ValueError):
        return False
    return True
