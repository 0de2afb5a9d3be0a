"""Robots that face each other stop: two real ticketds, and a ticketd with vacation responders of the good and of the
careless kind, over real SMTP through a real Postfix."""
import email
import email.policy
import email.utils
import pathlib
import smtplib
import tempfile
import threading
import time

from support.desk import Desk
from support.mails import simple
from support.next_hop import NextHop
from support.postfix import Postfix


class OtherDesk(Desk):
    """The same desk in another house."""

    def configure(self):
        super().configure()
        for name in ("ticketd.toml", "desk.toml"):
            path = self.directory / name
            path.write_text(path.read_text().replace("desk.example.com", "desk.example.org"))


class VacationRobot(NextHop):
    """Answers every mail; the careless one as if a person wrote, without any mark, to whatever address it finds."""

    def __init__(self, postfix, careful):
        super().__init__(on_mail=self.answer)
        self.postfix, self.careful, self.sent = postfix, careful, 0

    def answer(self, sender, recipient, mail):
        asked = email.message_from_bytes(mail, policy=email.policy.default)
        if self.careful and (not sender or str(asked.get("Auto-Submitted", "no")).split(";")[0].strip() != "no"):
            return  # RFC 3834
        to = str(asked.get("Reply-To") or asked["From"])
        head = "Auto-Submitted: auto-replied (vacation)\n" if self.careful else ""
        if self.careful:
            head += f"In-Reply-To: {asked['Message-ID']}\n"
        self.sent += 1
        reply = simple(recipient, to, "Away until Monday", "I am on holiday.", f"away{self.sent}@{recipient}", extra=head)
        target = email.utils.parseaddr(to)[1]
        threading.Thread(target=self.send, args=("" if self.careful else recipient, target, reply)).start()

    def send(self, sender, recipient, mail):
        with smtplib.SMTP("127.0.0.1", self.postfix.port, timeout=30) as client:
            client.sendmail(sender, [recipient], mail)


def until_quiet(postfix, desks, robots=()):
    """Nothing is under way anywhere for two seconds on end."""
    def state():
        return [desk.log().count("mail.accepted") + desk.log().count("mail.sent") for desk in desks] + \
            [len(robot.mails) + robot.sent for robot in robots] + [postfix.log().count("status=")]

    deadline, last, since = time.monotonic() + 60, None, time.monotonic()
    while time.monotonic() - since < 2:
        for desk in desks:
            desk.wait_idle()
        assert time.monotonic() < deadline, f"still talking: {last}"
        if state() != last:
            last, since = state(), time.monotonic()
        time.sleep(0.1)


def crossed(desk, marker):
    return desk.log().count(marker)


def two_desks(directory):
    postfix = Postfix(directory / "postfix", domains=("corp.example.net",))
    here, there = (kind(directory / name, delivery=postfix.url()) for kind, name in ((Desk, "here"), (OtherDesk, "there")))
    postfix.relay = {"desk.example.com": f"smtp:[127.0.0.1]:{here.smtp_port}",
                     "desk.example.org": f"smtp:[127.0.0.1]:{there.smtp_port}"}
    with postfix, here, there:
        # Somebody sets the two on each other.
        forged = simple("support@desk.example.org", "support@desk.example.com", "broken", "It is broken.", "forged@x.example")
        here.submit("support@desk.example.org", ["support@desk.example.com"], forged)
        until_quiet(postfix, (here, there))
        assert crossed(there, "mail.accepted") <= 1, "more than the acknowledgement came there"
        assert crossed(here, "mail.accepted") == 1, "the acknowledgement was answered"

        # A person's answer opens a ticket there; what that one says by itself ends it.
        here.ctl("ticket", "reply", 1, "--as", "kim", "--text", "Have you tried another cable?")
        until_quiet(postfix, (here, there))
        assert crossed(there, "mail.accepted") <= 2, there.log()
        assert crossed(here, "mail.accepted") <= 2, here.log()
        assert len(there.tickets()) == 1
        here.ctl("ticket", "resolve", 1, "--as", "kim", "--text", "Done, we think.")
        until_quiet(postfix, (here, there))
        assert here.ticket(1)["state"] == "resolved", "a robot reopened it"


def vacation(directory, careful):
    postfix = Postfix(directory / "postfix", domains=("corp.example.net",))
    desk = Desk(directory / "desk", delivery=postfix.url())
    with VacationRobot(postfix, careful) as robot:
        postfix.relay = {"desk.example.com": f"smtp:[127.0.0.1]:{desk.smtp_port}",
                         "away.example.org": f"smtp:[127.0.0.1]:{robot.port}"}
        with postfix, desk:
            question = simple("park@away.example.org", "support@desk.example.com", "printer", "It does not print.",
                              "question@away.example.org")
            postfix.submit("park@away.example.org", ["support@desk.example.com"], question)
            until_quiet(postfix, (desk,), (robot,))
            assert len(robot.mails) == 1, "more than the acknowledgement went out"
            assert robot.sent <= 1

            desk.ctl("ticket", "reply", 1, "--as", "kim", "--text", "Is it switched on?")
            until_quiet(postfix, (desk,), (robot,))
            assert len(robot.mails) == 2, "the robot's answer was answered"
            assert robot.sent <= 2
            assert crossed(desk, "mail.accepted") == 1 + robot.sent
            if careful:
                kinds = [entry["kind"] for entry in desk.ticket(1)["entries"]]
                assert kinds.count("automatic") == robot.sent == 1, kinds
                desk.ctl("ticket", "resolve", 1, "--as", "kim", "--text", "Closed for now.")
                until_quiet(postfix, (desk,), (robot,))
                assert desk.ticket(1)["state"] == "resolved", "a vacation note reopened it"


def main():
    with tempfile.TemporaryDirectory(prefix="ticketd-robots-") as directory:
        directory = pathlib.Path(directory)
        two_desks(directory / "two")
        vacation(directory / "careful", careful=True)
        vacation(directory / "careless", careful=False)


if __name__ == "__main__":
    main()
