"""Mail that other programs pipe into `ticketctl ingest`: a Postfix alias and a pipe(8) transport, procmail, sieve, a Maildir.

Each hands its mail in once the daemon takes it, and keeps it while the daemon is away."""
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
import unittest

from conversation import CUSTOMER, SUPPORT
from support.desk import PROGRAMS, Desk
from support.mails import crlf, simple
from support.net import wait_until
from support.postfix import Postfix

USER = "mail"  # whoever the mail system runs commands as; in a real house `ticketd`

PROCMAILRC = """
VERBOSE=yes
LOGFILE={home}/procmail.log
DEFAULT={home}/mbox

:0 w
| {ingest}

# Not taken: the mail system keeps the mail and comes again.
:0 e
{{
  EXITCODE=75
  HOST
}}
"""

SIEVE = """
require ["vnd.dovecot.pipe", "copy"];
pipe "ticketd-ingest";
"""

DOVECOT = """
log_path = {home}/dovecot.log
mail_location = maildir:{home}/inbox
postmaster_address = postmaster@desk.example.com
hostname = desk.example.com
state_dir = {home}
base_dir = {home}/run
protocol lda {{
  mail_plugins = sieve
}}
plugin {{
  sieve_plugins = sieve_extprograms
  sieve_extensions = +vnd.dovecot.pipe
  sieve = file:{home}/ticketd.sieve
  sieve_pipe_bin_dir = {home}/bin
}}
"""


class HandIn(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.home = pathlib.Path(directory.name)
        cls.home.chmod(0o755)
        cls.desk = Desk(cls.home / "desk")
        cls.desk.configure()
        cls.open_to_user()
        cls.addClassCleanup(cls.desk.stop)
        cls.command = f"{PROGRAMS / 'ticketctl'} --config {cls.desk.directory / 'ticketd.toml'} ingest --mailbox support"
        cls.user_home = cls.home / "user"
        cls.user_home.mkdir()
        shutil.chown(cls.user_home, USER, USER)

    @classmethod
    def open_to_user(cls):
        """The control socket is open to its group; a real house makes the mail system's user a member of it."""
        cls.desk.start()
        shutil.chown(cls.desk.directory / "state" / "control.sock", None, pwd.getpwnam(USER).pw_gid)

    def when_the_daemon_is_away(self, hand_in):
        self.desk.stop()
        try:
            hand_in()
        finally:
            self.open_to_user()

    def tickets_about(self, subject):
        self.desk.wait_idle()
        return [ticket for ticket in self.desk.tickets() if ticket["subject"] == subject]

    def mail(self, subject):
        return simple(CUSTOMER, SUPPORT, subject, "Text", subject.replace(" ", "-") + "@customer.example.net")

    def run_as_user(self, *command, stdin):
        return subprocess.run([str(word) for word in command], input=stdin, capture_output=True, user=USER, group=USER, extra_groups=[],
                              env={"HOME": str(self.user_home), "PATH": os.environ["PATH"], "USER": USER, "LOGNAME": USER}, timeout=60)

    # ---- Postfix ----

    def through_postfix(self, postfix, recipient, subject):
        with postfix:
            postfix.submit(CUSTOMER, [recipient], self.mail(f"{subject} at once"))
            wait_until(lambda: self.tickets_about(f"{subject} at once"), "the mail to come through", 60)

            def keeps_its_mail():
                postfix.submit(CUSTOMER, [recipient], self.mail(f"{subject} later"))
                wait_until(lambda: "status=deferred" in postfix.log(), "Postfix to keep the mail", 60)

            self.when_the_daemon_is_away(keeps_its_mail)
            postfix.flush()
            wait_until(lambda: self.tickets_about(f"{subject} later"), "Postfix to come again", 60)
            wait_until(lambda: "Mail queue is empty" in postfix.queue(), "Postfix's queue to be empty", 60)
            self.assertNotIn("status=bounced", postfix.log())
        for name in ("at once", "later"):
            ticket = self.tickets_about(f"{subject} {name}")
            self.assertEqual(len(ticket), 1)
            self.assertEqual(self.desk.ticket(ticket[0]["id"])["entries"][0]["author"]["address"], CUSTOMER)

    def test_a_postfix_alias_hands_in_and_defers(self):
        folder = self.home / "postfix-alias"
        folder.mkdir()
        aliases = folder / "aliases"
        aliases.write_text(f'support: "|{self.command}"\n')
        shutil.chown(folder, USER, USER)
        shutil.chown(aliases, USER, USER)  # local(8) runs the command as the owner of the table, which is made with this one
        subprocess.run(["/usr/sbin/postalias", f"hash:{aliases}"], check=True)
        postfix = Postfix(folder, domains=(), settings=f"mydestination = desk.example.com\nalias_maps = hash:{aliases}\n"
                                                       f"local_recipient_maps = $alias_maps\nrecipient_delimiter = +")
        self.through_postfix(postfix, SUPPORT, "alias")

    def test_a_postfix_transport_hands_in_and_defers(self):
        service = (f"ticketd unix - n n - 4 pipe\n  flags=DORhu user={USER} argv={self.command}\n")
        postfix = Postfix(self.home / "postfix-pipe", domains=(), relay={"desk.example.com": "ticketd:"}, services=service,
                          settings="ticketd_destination_recipient_limit = 1")
        self.through_postfix(postfix, SUPPORT, "transport")

    # ---- procmail, sieve ----

    def test_procmail_hands_in_and_defers(self):
        rc = self.user_home / "procmailrc"
        rc.write_text(PROCMAILRC.format(home=self.user_home, ingest=self.command))
        shutil.chown(rc, USER, USER)
        hand_in = lambda subject: self.run_as_user("procmail", rc, stdin=self.mail(subject).replace(b"\r\n", b"\n"))
        self.assertEqual(hand_in("procmail at once").returncode, 0)
        self.when_the_daemon_is_away(lambda: self.assertEqual(hand_in("procmail later").returncode, 75))
        self.assertEqual(hand_in("procmail later").returncode, 0)
        for name in ("at once", "later"):
            self.assertEqual(len(self.tickets_about(f"procmail {name}")), 1, (self.user_home / "procmail.log").read_text())
        self.assertFalse((self.user_home / "mbox").exists(), "nothing was left aside")

    def test_sieve_hands_in_and_keeps_in_the_inbox_what_was_not_taken(self):
        home = self.home / "dovecot"
        (home / "bin").mkdir(parents=True)
        (home / "ticketd.sieve").write_text(SIEVE)
        (home / "dovecot.conf").write_text(DOVECOT.format(home=home))
        script = home / "bin" / "ticketd-ingest"
        script.write_text(f"#!/bin/sh\nexec {self.command}\n")
        script.chmod(0o755)
        for path in (home, *home.rglob("*")):
            shutil.chown(path, USER, USER)
        hand_in = lambda subject: self.run_as_user("/usr/lib/dovecot/dovecot-lda", "-c", home / "dovecot.conf", "-f", CUSTOMER,
                                                   stdin=self.mail(subject))
        inbox = lambda: list((home / "inbox").glob("new/*"))
        done = hand_in("sieve at once")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.tickets_about("sieve at once")), 1, (home / "dovecot.log").read_text())
        self.assertEqual(inbox(), [])
        self.when_the_daemon_is_away(lambda: hand_in("sieve later"))
        self.assertEqual(len(inbox()), 1, "kept where a person, or `ingest --maildir`, finds it")
        self.desk.ctl("ingest", "--mailbox", "support", "--maildir", home / "inbox")
        self.assertEqual(len(self.tickets_about("sieve later")), 1)
        self.assertEqual(inbox(), [])

    # ---- a Maildir ----

    def test_a_maildir_is_handed_in_once_whatever_happens_in_between(self):
        maildir = self.home / "Maildir"
        for name in ("new", "cur", "tmp"):
            (maildir / name).mkdir(parents=True)
        for number in range(5):
            (maildir / "new" / f"17000000{number}.M1.host").write_bytes(self.mail(f"maildir {number}"))
        ingest = lambda: self.desk.run("ingest", "--mailbox", "support", "--maildir", maildir)

        self.when_the_daemon_is_away(lambda: self.assertEqual(ingest().returncode, 75))
        self.assertEqual(len(list((maildir / "new").iterdir())), 5)
        self.assertEqual(ingest().returncode, 0)
        moved = sorted((maildir / "cur").iterdir())
        self.assertEqual([path.name for path in moved], [f"17000000{number}.M1.host:2,S" for number in range(5)])
        os.rename(moved[2], maildir / "new" / "170000002.M1.host")  # as if we had been killed before it was moved
        self.assertEqual(ingest().returncode, 0)
        self.assertEqual(list((maildir / "new").iterdir()), [])
        for number in range(5):
            self.assertEqual(len(self.tickets_about(f"maildir {number}")), 1)

    def test_a_mail_that_is_at_fault_is_refused_for_good(self):
        self.assertEqual(self.desk.run("ingest", stdin=b"").returncode, 1)
        self.assertEqual(self.desk.run("ingest", stdin=crlf("Subject: x\n\n") + b"x" * (37 << 20)).returncode, 1)
        self.assertEqual(self.desk.run("ingest", "--mailbox", "suport", stdin=self.mail("x")).returncode, 75)


if __name__ == "__main__":
    unittest.main()
