"""The power fails. kill -9 does not show a missing sync, for the page cache outlives the process: so the disk is rebuilt from a trace
of what the daemon asked of the kernel, without what was never synced, and the daemon starts on that.

TICKETD_POWER_CUTS: how often the power fails (1000 in the long form).
"""
import collections
import os
import pathlib
import random
import shutil
import tempfile
import unittest

from conversation import AGENT, CUSTOMER, SUPPORT
from support.desk import Desk
from support.disk import TRACED, Disk, File
from support.mails import reply, simple
from support.smtp import Smtp
from support.strace import Call, Strace

CUTS = int(os.environ.get("TICKETD_POWER_CUTS", "12"))
SEED = int(os.environ.get("TICKETD_SEED", "1"))
LARGE = "A line of a mail that is too long for a row of the database.\n" * 2500


class TheDiskItself(unittest.TestCase):
    """The model: it must lose what it is there to lose."""

    def contents(self, *calls, position=99, snapshot=None, tries=40):
        disk = Disk(snapshot or {}, [Call(*call, 2 * i, 2 * i + 1) for i, call in enumerate(calls)])
        return [disk.after(position, random.Random(seed)) for seed in range(tries)]

    def test_what_was_synced_with_its_name_is_there(self):
        found = self.contents(("openat", 'AT_FDCWD</s>, "/s/a", O_WRONLY|O_CREAT', "3</s/a>"), ("write", '3</s/a>, "mail", 4', "4"),
                              ("fdatasync", "3</s/a>", "0"), ("fsync", "4</s>", "0"))
        self.assertEqual([disk.get("/s/a") for disk in found], [b"mail"] * len(found))

    def test_a_write_without_a_sync_may_be_lost(self):
        found = self.contents(("pwrite64", '3</s/a>, "new", 3, 0', "3"), snapshot={"/s/a": b"old"})
        self.assertEqual({disk["/s/a"] for disk in found}, {b"old", b"new"})

    def test_a_name_without_a_sync_of_its_directory_may_be_lost(self):
        found = self.contents(("rename", '"/s/a", "/t/b"', "0"), snapshot={"/s/a": b"mail"})
        self.assertEqual({tuple(disk) for disk in found}, {("/s/a",), ("/t/b",)})

    def test_a_long_write_may_be_torn_between_sectors(self):
        file = File(bytes(2048))
        file.pending.append((0, 0, b"x" * 2048))
        self.assertLessEqual({file.content(random.Random(seed)).count(b"x") for seed in range(200)}, {0, 512, 1024, 1536, 2048})

    def test_what_a_sync_that_began_earlier_did_not_see_may_be_lost(self):
        disk = Disk({"/s/a": b"old"}, [Call("fdatasync", "3</s/a>", "0", 0, 3), Call("pwrite64", '3</s/a>, "new", 3, 0', "3", 1, 2)])
        self.assertIn(b"old", {disk.after(9, random.Random(seed))["/s/a"] for seed in range(40)})


class PowerLoss(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.desk = Desk(pathlib.Path(cls.folder.name) / "desk", more="[automatic]\nper_minute = 100000\n")
        with cls.desk:
            cls.acknowledged = []  # (what is to be found again, the text of its 250)
            with Strace(cls.desk.process.pid, f"{cls.folder.name}/trace", TRACED, shown=1_000_000) as trace:
                cls.snapshot = contents_of(cls.desk.directory / "state")
                cls.traffic(cls.desk)
            cls.calls = trace.calls()

    @classmethod
    def traffic(cls, desk):
        """Questions, some of them large, and answers of an agent."""
        with Smtp(desk.smtp_port) as client:
            for number in range(1, 13):
                text = LARGE if number % 4 == 0 else f"Text {number}"
                cls.hand_in(client, CUSTOMER, SUPPORT, simple(CUSTOMER, SUPPORT, f"question {number}", text, f"q{number}@customer.example.net"),
                            f"question {number}")
                if number % 4 == 0:
                    desk.wait_idle()
                    told = desk.sent(AGENT)[-1]
                    answer = reply(AGENT, told, f"answer to {number}", prove="pass", message_id=f"a{number}@corp.example.net")
                    cls.hand_in(client, AGENT, str(told["Reply-To"]), answer, f"answer to {number}")
            client.ask("NOOP")
        desk.wait_idle()

    @classmethod
    def hand_in(cls, client, sender, recipient, mail, words):
        answer = client.mail(sender, recipient, mail)
        assert answer.startswith("250 "), answer
        cls.acknowledged.append((words, answer.strip()))

    def just_after_a_reply(self):
        """Where a mail is lost most easily."""
        return [call.begun + 1 for call in self.calls if call.name in ("sendmsg", "sendto") and "accepted as" in call.arguments]

    def moments(self, dice):
        last = max(call.ended for call in self.calls)
        return [dice.choice(self.just_after_a_reply()) if i % 2 else dice.randrange(last) for i in range(CUTS)]

    def test_nothing_acknowledged_is_lost_or_doubled_wherever_the_power_fails(self):
        disk, dice = Disk(self.snapshot, self.calls), random.Random(SEED)
        for number, moment in enumerate(self.moments(dice)):
            with self.subTest(cut=number, moment=moment, seed=SEED):
                found = self.start_again(disk.after(moment, dice), number)
                self.assertEqual(found["missing"](self.before(moment)), [])
                self.assertEqual(found["doubled"], [])
                self.assertEqual(found["verify"], 0, found["said"])
                self.assertEqual(found["sent without a mail"], [])

    def test_a_disk_that_only_pretends_to_sync_the_log_is_found_out(self):
        """What `synchronous=NORMAL` would do; were this not seen, the other test would prove nothing."""
        disk, dice = Disk(self.snapshot, self.calls, unheard=lambda path: path.endswith("-wal")), random.Random(SEED)
        for number, moment in enumerate(self.just_after_a_reply() * 3):
            try:
                found = self.start_again(disk.after(moment, dice), number)
            except AssertionError:  # it does not even start
                return
            if found["missing"](self.before(moment)) or found["verify"] != 0:
                return
        self.fail("nothing was missed")

    def before(self, moment):
        """What was acknowledged before that moment."""
        said = {call.arguments for call in self.calls if call.name in ("sendmsg", "sendto") and call.begun < moment}
        return [words for words, answer in self.acknowledged if any(answer + "\\r\\n" in one for one in said)]

    def start_again(self, files, number):
        directory = pathlib.Path(self.folder.name) / f"cut-{number}"
        shutil.rmtree(directory, ignore_errors=True)
        for path, content in files.items():
            place = directory / pathlib.Path(path).relative_to(self.desk.directory)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        (directory / "state").mkdir(parents=True, exist_ok=True)
        desk = Desk(directory, more=self.desk.settings["more"])
        with desk:
            desk.wait_idle()
            verified = desk.run("verify")
            tickets = [desk.ticket(ticket["id"]) for ticket in desk.tickets()]
            letters = {str(mail["Message-ID"]).strip("<>") for mail in desk.sent()}
        shutil.rmtree(directory)
        return self.what_is_found(tickets, letters, verified)

    def what_is_found(self, tickets, letters, verified):
        entries = [entry for ticket in tickets for entry in ticket["entries"]]
        there = collections.Counter([ticket["subject"] for ticket in tickets if ticket["subject"].startswith("question")] +
                                    [entry["text"].strip() for entry in entries if entry["author"]["role"] == "agent"])
        sent = [row["message_id"] for entry in entries for row in entry["sent_to"] if row["state"] == "sent"]
        return {"missing": lambda acknowledged: [words for words in acknowledged if words not in there],
                "doubled": [words for words, count in there.items() if count > 1],
                "verify": verified.returncode, "said": verified.stdout + verified.stderr,
                "sent without a mail": [message_id for message_id in sent if message_id not in letters]}


def contents_of(directory):
    """Of every file; the index of SQLite's log is memory, which no power loss outlives."""
    return {str(path): path.read_bytes() for path in directory.rglob("*") if path.is_file() and not path.name.endswith("-shm")}


if __name__ == "__main__":
    unittest.main()
