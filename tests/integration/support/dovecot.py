"""A Dovecot of our own: Maildirs, users and certificate under one directory, on high ports of 127.0.0.1.

    with Dovecot(directory, {"support@example.com": "secret"}) as dovecot:
        dovecot.deliver("support@example.com", mail)
        dovecot.url()                               # imap://127.0.0.1:PORT/INBOX
"""
import grp
import imaplib
import os
import pathlib
import pwd
import shutil
import signal
import ssl
import subprocess

from .net import PATIENCE, answers, free_port, make_certificate, wait_until

CONFIGURATION = """
base_dir = {directory}/run
state_dir = {directory}/run
instance_name = {directory}
log_path = {directory}/dovecot.log
auth_verbose = yes
auth_failure_delay = 0
protocols = imap
listen = 127.0.0.1
default_internal_user = {internal_user}
default_internal_group = {internal_group}
default_login_user = {login_user}
mail_location = maildir:{directory}/mail/%u
mail_uid = {mail_user}
mail_gid = {mail_group}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
ssl = yes
ssl_cert = <{directory}/certificate.pem
ssl_key = <{directory}/key.pem
{capability}
imap_idle_notify_interval = 30s
mail_max_userip_connections = 100
{oauth2}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {directory}/users
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={directory}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap_port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps_port}
    ssl = yes
  }}
}}
service auth {{
  unix_listener {directory}/auth {{
    mode = 0666
  }}
}}
service anvil {{
  {chroot}
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  {chroot}
}}
"""

OAUTH2_PASSDB = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {directory}/oauth2.conf
}}
"""

OAUTH2 = """
introspection_mode = post
introspection_url = {introspection_url}
username_attribute = username
active_attribute = active
active_value = true
"""


class Dovecot:
    """`without`: capabilities to hide, such as {"MOVE", "UIDPLUS", "IDLE"}. `tokens`: a TokenServer that says which access
    tokens are good; `mechanisms` then has xoauth2, oauthbearer or both."""

    def __init__(self, directory, users, without=(), mechanisms="plain login", tokens=None):
        self.directory = pathlib.Path(directory).resolve()
        self.users = dict(users)
        self.without = {word.upper() for word in without}
        self.mechanisms = mechanisms
        self.tokens = tokens
        self.imap_port, self.imaps_port = free_port(), free_port()
        self.process = None

    def __enter__(self):
        self.prepare()
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def prepare(self):
        for name in ("run", "mail"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        root = os.getuid() == 0
        me, my_group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
        mail_user, mail_group = ("mail", "mail") if root else (me, my_group)
        if root:  # mail processes never run as root, and must reach their files
            for folder in (self.directory, *self.directory.parents):
                if folder.stat().st_uid == 0 and not folder.stat().st_mode & 0o001:
                    folder.chmod(folder.stat().st_mode | 0o011)
            shutil.chown(self.directory / "mail", mail_user, mail_group)
        make_certificate(self.directory)
        self.write_users()
        capability = ""
        if self.without:
            known = "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ UIDPLUS MOVE"
            capability = "imap_capability = " + " ".join(w for w in known.split() if w not in self.without)
        oauth2 = ""
        if self.tokens:
            oauth2 = OAUTH2_PASSDB.format(directory=self.directory)
            (self.directory / "oauth2.conf").write_text(OAUTH2.format(introspection_url=self.tokens.introspection_url))
        (self.directory / "dovecot.conf").write_text(CONFIGURATION.format(
            oauth2=oauth2,
            directory=self.directory, mechanisms=self.mechanisms, capability=capability,
            internal_user="dovecot" if root else me, internal_group="dovecot" if root else my_group,
            login_user="dovenull" if root else me, mail_user=mail_user, mail_group=mail_group,
            chroot="" if root else "chroot =", imap_port=self.imap_port, imaps_port=self.imaps_port))

    def write_users(self):
        lines = [f"{user}:{{PLAIN}}{password}::::::" for user, password in self.users.items()]
        path = self.directory / "users"
        path.write_text("\n".join(lines) + "\n")
        path.chmod(0o644)

    def set_password(self, user, password):
        self.users[user] = password
        self.write_users()

    def start(self):
        self.process = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", self.directory / "dovecot.conf"],
                                        stdout=subprocess.DEVNULL, stderr=(self.directory / "stderr.log").open("ab"))
        wait_until(lambda: self.process.poll() is not None or answers(self.imap_port, b"* OK"), "Dovecot's greeting")
        if self.process.poll() is not None:
            raise AssertionError("Dovecot did not start:\n" + self.log())

    def stop(self):
        """Ends Dovecot and every connection to it."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def log(self):
        return "".join(path.read_text(errors="replace") for path in sorted(self.directory.glob("*.log")))

    @property
    def certificate(self):
        return self.directory / "certificate.pem"

    @property
    def auth_socket(self):
        """Where a Postfix can have passwords checked: Postfix(…, auth_socket=dovecot.auth_socket)."""
        return self.directory / "auth"

    def url(self, folder="INBOX", security="clear"):
        scheme, port = {"clear": ("imap", self.imap_port), "starttls": ("imap+starttls", self.imap_port),
                        "tls": ("imaps", self.imaps_port)}[security]
        return f"{scheme}://127.0.0.1:{port}/{folder}"

    def client(self, user):
        """A logged-in imaplib connection, to look at the mailbox as a person would."""
        client = imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=20 * PATIENCE)
        client.login(user, self.users[user])
        return client

    def tls_client(self, user):
        context = ssl.create_default_context(cafile=str(self.certificate))
        client = imaplib.IMAP4_SSL("127.0.0.1", self.imaps_port, ssl_context=context, timeout=20 * PATIENCE)
        client.login(user, self.users[user])
        return client

    def deliver(self, user, mail, folder="INBOX", flags=""):
        """Puts one mail into a folder and returns its UID. imaplib makes every line end CR LF."""
        client = self.client(user)
        try:
            if folder != "INBOX":
                client.create(quoted(folder))
            kind, answer = client.append(quoted(folder), f"({flags})" if flags else None, None, mail)
            if kind != "OK":
                raise AssertionError(f"APPEND: {answer}")
            client.select(quoted(folder), readonly=True)
            kind, answer = client.uid("SEARCH", None, "ALL")
            return max(int(uid) for uid in answer[0].split())
        finally:
            client.logout()

    def fill(self, user, mails, received=None):
        """Puts many mails into the INBOX at once, as files that a delivery left there; `received`: seconds since 1970 that
        IMAP tells as their INTERNALDATE."""
        folder = self.directory / "mail" / user
        for name in ("new", "cur", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        batch = len(list((folder / "cur").iterdir())) + len(list((folder / "new").iterdir()))
        for number, mail in enumerate(mails, batch):
            size = len(mail) + (0 if b"\r\n" in mail else mail.count(b"\n"))
            path = folder / "new" / f"{1700000000 + number}.M{number}P1.mx,S={len(mail)},W={size}"
            path.write_bytes(mail)
            if received is not None:
                os.utime(path, (received, received))
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", "mail:mail", folder], check=True)

    def mails(self, user, folder="INBOX"):
        """{uid: (flags, bytes)} of a folder; {} when there is none of that name."""
        client = self.client(user)
        try:
            if client.select(quoted(folder), readonly=True)[0] != "OK":
                return {}
            found = {}
            for uid in client.uid("SEARCH", None, "ALL")[1][0].split():
                answer = client.uid("FETCH", uid, "(FLAGS BODY.PEEK[])")[1]
                head, body = answer[0]
                flags = {flag.decode() for flag in imaplib.ParseFlags(head)}
                found[int(uid)] = (flags, body)
            return found
        finally:
            client.logout()

    def change_uidvalidity(self, user):
        """As after a restored backup: every mail is still there, under another UIDVALIDITY. Dovecot must be stopped."""
        folder = self.directory / "mail" / user
        for path in [*folder.glob("dovecot.index*"), folder / "dovecot-uidlist", *folder.glob("dovecot-uidvalidity*")]:
            if path.exists():
                path.unlink()
        (folder / "dovecot-uidlist").write_text("3 V1999999999 N1 G0123456789abcdef0123456789abcdef\n")
        if os.getuid() == 0:
            shutil.chown(folder / "dovecot-uidlist", "mail", "mail")


def quoted(folder):
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
