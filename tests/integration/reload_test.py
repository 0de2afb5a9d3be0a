"""SIGHUP: what ticketd.toml says holds from then on, as a whole or not at all, and nothing that is under way is lost or done twice."""
import pathlib
import signal
import tempfile
import threading
import unittest

from conversation import AGENT, CUSTOMER, SUPPORT
from support.desk import Desk, read
from support.dovecot import Dovecot
from support.mails import simple
from support.net import free_port, wait_until
from support.next_hop import NextHop
from support.smtp import Smtp


def question(number, size=0):
    return simple(CUSTOMER, SUPPORT, f"question {number}", "Text\n" + ("x" * 70 + "\n") * (size // 71), f"q{number}@customer.example.net")


class Reload(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)

    def begin(self, **settings):
        self.desk = self.enterContext(Desk(self.home / "desk", **settings))

    def reload(self, says="reloaded ", **settings):
        """With other settings than before; the lines of the log since then."""
        self.desk.settings.update(settings)
        self.desk.configure()
        position = len(self.desk.log())
        self.desk.process.send_signal(signal.SIGHUP)
        wait_until(lambda: says in self.desk.log()[position:], says)
        return self.desk.log()[position:]

    def ask(self, number, **mail):
        self.desk.submit(CUSTOMER, [SUPPORT], question(number, **mail))

    def test_a_letter_at_the_old_next_hop_is_finished_there_and_sent_once(self):
        may_end = threading.Event()
        self.addCleanup(may_end.set)
        hop = self.enterContext(NextHop(on_mail=lambda *_: may_end.wait(60)))
        self.begin(delivery=hop.url)
        self.ask(1)
        wait_until(hop.all_mails, "a letter at the next hop")
        self.reload(delivery="maildir:outbox")
        self.ask(2)
        wait_until(self.desk.sent, "the letter about the second question, the new way")
        may_end.set()
        wait_until(lambda: not self.desk.queue(), "the next hop's answer to count")
        sent = hop.all_mails() + self.desk.outbox_mails()
        self.assertEqual(sorted(to for to, _ in sent), sorted([CUSTOMER, AGENT, AGENT]), "one acknowledgement an hour")
        self.assertEqual(len({read(mail)["Message-ID"] for _, mail in sent}), 3)

    def test_the_first_relay_takes_a_reload_and_no_restart(self):
        self.begin(delivery=f"smtp://127.0.0.1:{free_port()}")
        self.ask(1)
        wait_until(lambda: all(row["attempts"] for row in self.desk.queue()) and self.desk.queue(), "the first tries")
        hop = self.enterContext(NextHop())
        self.reload(delivery=hop.url)
        self.desk.ctl("queue", "retry", "--all")
        wait_until(lambda: len(hop.all_mails()) == 2, "the letters")

    def test_limits_hold_for_new_sessions_and_the_api(self):
        self.begin()
        early = self.enterContext(Smtp(self.desk.smtp_port))
        early.ask(f"MAIL FROM:<{CUSTOMER}>")
        self.reload(smtp='max_message_size = "100KiB"', more='[log]\nlevel = "debug"')
        late = self.enterContext(Smtp(self.desk.smtp_port))
        self.assertIn("250-SIZE 102400", late.extensions)
        self.assertIn("smtp.connected", self.desk.log(), "the level of the log")
        self.assertEqual(late.ask(f"MAIL FROM:<{CUSTOMER}> SIZE=200000")[:3], "552")
        self.assertNotEqual(self.desk.run("ingest", stdin=question(1, 200_000)).returncode, 0)

        early.ask(f"RCPT TO:<{SUPPORT}>")
        early.ask("DATA")
        early.send(question(2, 200_000).replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        self.assertEqual(early.reply()[:3], "250", "a mail under way keeps the terms that it began with")

    def test_one_part_that_cannot_be_made_keeps_all_of_it_as_it_was(self):
        self.begin()
        broken = self.home / "desk" / "broken.pem"
        broken.write_text("no certificate\n")
        self.desk.mailbox = 'reply_address = "plain"'
        log = self.reload("reload_refused", delivery="maildir:elsewhere", more='[quarantine]\nkeep = "1h"',
                          smtp=f'max_message_size = "100KiB"\ntls_certificate = "{broken}"\ntls_key = "{broken}"')
        self.assertNotIn("reloaded ", log)
        self.assertNotIn('reply_address = "plain"', self.desk.ctl("desk", "show"))
        with Smtp(self.desk.smtp_port) as session:
            self.assertNotIn("250-SIZE 102400", session.extensions)
        self.ask(1)
        self.desk.wait_idle()
        self.assertEqual(len(self.desk.sent(CUSTOMER)), 1, "written where the old configuration says")
        self.assertEqual(list((self.desk.directory / "state" / "elsewhere").glob("new/*")), [])

    def test_a_route_for_a_mailbox_that_nobody_has_is_refused(self):
        self.begin()
        log = self.reload("reload_refused", more='[[delivery.route]]\nmailbox = ["suport"]\nurl = "maildir:second"\n')
        self.assertIn("no mailbox of the desk is called", log)

    def test_a_desk_that_has_lost_its_mailboxes_makes_no_mail_bounce(self):
        self.begin()
        desk = self.desk.directory / "desk.toml"
        position = len(self.desk.log())
        desk.write_text("# nothing\n")
        self.desk.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "reloaded " in self.desk.log()[position:], "the reload")
        with Smtp(self.desk.smtp_port) as session:
            session.ask(f"MAIL FROM:<{CUSTOMER}>")
            self.assertEqual(session.ask(f"RCPT TO:<{SUPPORT}>")[:3], "451")
        self.reload()
        self.ask(1)

    def test_keys_that_take_a_restart_are_named_and_everything_else_holds(self):
        self.begin()
        file = self.desk.directory / "ticketd.toml"
        text = file.read_text()
        file.write_text(text.replace('"state"', '"other-state"').replace(f"127.0.0.1:{self.desk.smtp_port}", f"127.0.0.1:{free_port()}")
                        .replace("maildir:outbox", "maildir:second"))
        position = len(self.desk.log())
        self.desk.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "reloaded " in self.desk.log()[position:], "the reload")
        self.assertIn("restart_needed keys=server.state_dir,smtp.listen\n", self.desk.log())
        self.ask(1)
        wait_until(lambda: len(list((self.desk.directory / "state" / "second").glob("new/*"))) == 2, "the letters below the state_dir in use")
        file.write_text(text)  # the control socket is where it was

    def test_a_mailbox_that_nobody_changed_keeps_its_connection(self):
        dovecot = self.enterContext(Dovecot(self.home / "dovecot", {SUPPORT: "secret"}))
        (self.home / "desk").mkdir()
        (self.home / "desk" / "imap-password").write_text("secret\n")
        imap = f'[mailbox.imap]\nurl = "{dovecot.url()}"\nuser = "{SUPPORT}"\npassword_file = "imap-password"\n'
        self.begin(mailbox=imap)

        logins = lambda: self.desk.log().count("imap.connected mailbox=")
        wait_until(lambda: logins() == 1, "the mailbox to be connected")
        self.desk.mailbox = "acknowledge = false\n" + imap
        self.reload(delivery="maildir:second")
        other = self.desk.directory / "other.toml"
        other.write_text((self.desk.directory / "desk.toml").read_text().replace("예시 고객센터", "적용된 고객센터"))
        self.desk.ctl("desk", "apply", other)
        dovecot.deliver(SUPPORT, question(1))
        wait_until(lambda: len(self.desk.tickets()) == 1, "the mail, over the same connection")
        self.assertEqual(logins(), 1)
        other.write_text(other.read_text().replace("[mailbox.imap]\n", '[mailbox.imap]\nafter_import = "none"\n'))
        self.desk.ctl("desk", "apply", other)
        wait_until(lambda: logins() == 2, "the changed mailbox to be connected anew")


if __name__ == "__main__":
    unittest.main()
