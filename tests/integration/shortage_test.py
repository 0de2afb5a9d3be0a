"""What runs short: descriptors, memory, the disk, the lock of the database. The peer hears 4xx, the daemon lives, and when
there is enough again it goes on by itself."""
import contextlib
import pathlib
import resource
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

from conversation import CUSTOMER, SUPPORT
from support.desk import Desk
from support.mails import simple
from support.smtp import Smtp

MEGABYTE = 1 << 20


class Shortage(unittest.TestCase):
    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.stack, self.number = stack, 0
        self.directory = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))

    def desk(self, smtp="", more="[automatic]\nper_minute = 100000\n"):
        return self.stack.enter_context(Desk(self.directory / "desk", smtp=smtp, more=more))

    def hand_in(self, desk, size=100, timeout=60):
        """What the client hears; "" when it was shut out."""
        self.number += 1
        mail = simple(CUSTOMER, SUPPORT, f"question {self.number}", "a line of some text\n" * (size // 20), f"q{self.number}@customer.example.net")
        try:
            with Smtp(desk.smtp_port, timeout=timeout) as client:
                return client.mail(CUSTOMER, SUPPORT, mail)
        except (OSError, AssertionError):
            return ""

    def limit(self, desk, what, soft):
        _, hard = resource.prlimit(desk.process.pid, what)
        resource.prlimit(desk.process.pid, what, (soft, hard))

    def lives(self, desk):
        self.assertIsNone(desk.process.poll(), "the daemon ended:\n" + desk.log()[-3000:])

    def goes_on(self, desk, acknowledged):
        """Alive, and every mail that got a 250 is a ticket."""
        self.lives(desk)
        self.assertRegex(self.hand_in(desk), "^250 ")
        desk.wait_idle(120)
        self.assertEqual(len(desk.tickets()), acknowledged + 1)

    def test_without_descriptors_new_clients_wait_and_the_rest_goes_on(self):
        desk = self.desk()
        in_use = len(list(pathlib.Path(f"/proc/{desk.process.pid}/fd").iterdir()))
        self.limit(desk, resource.RLIMIT_NOFILE, in_use + 8)
        crowd = [socket.create_connection(("127.0.0.1", desk.smtp_port), timeout=10) for _ in range(40)]
        time.sleep(1.5)  # long enough for a loop that spins to be seen below
        spent = self.processor_seconds(desk)
        time.sleep(1)
        self.assertLess(self.processor_seconds(desk) - spent, 0.7, "it spins on a door that it cannot open")
        for _ in range(2):  # one descriptor is kept for the operator, one after the other
            self.assertIn(b" 200 ", self.asked_by_an_operator(desk, "/healthz"))
        for one in crowd:
            one.close()
        self.goes_on(desk, 0)

    def asked_by_an_operator(self, desk, path):
        with socket.socket(socket.AF_UNIX) as operator:
            operator.settimeout(20)
            operator.connect(str(desk.directory / "state" / "control.sock"))
            operator.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            return operator.recv(1000)

    def processor_seconds(self, desk):
        fields = pathlib.Path(f"/proc/{desk.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def test_without_memory_large_mails_are_deferred_and_none_is_lost(self):
        desk = self.desk()
        size = int(pathlib.Path(f"/proc/{desk.process.pid}/statm").read_text().split()[0]) * resource.getpagesize()
        self.limit(desk, resource.RLIMIT_AS, size + 24 * MEGABYTE)
        answers = []
        clients = [threading.Thread(target=lambda: answers.append(self.hand_in(desk, 12 * MEGABYTE))) for _ in range(4)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        self.lives(desk)
        for answer in answers:
            self.assertRegex(answer, "^(250 |4[25]1 |452 |$)")
        self.limit(desk, resource.RLIMIT_AS, resource.RLIM_INFINITY)
        desk.stop()
        desk.start()
        self.goes_on(desk, sum(answer.startswith("250") for answer in answers))

    def test_on_a_full_disk_no_mail_is_taken_and_tickets_can_still_be_read(self):
        place = self.directory / "desk" / "state"
        place.mkdir(parents=True)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", place], capture_output=True).returncode:
            self.skipTest("only root may mount")
        self.stack.callback(subprocess.run, ["umount", "-l", place], check=True)
        desk = self.desk()
        self.assertRegex(self.hand_in(desk), "^250 ")
        desk.wait_idle()
        (place / "ballast").write_bytes(bytes(26 * MEGABYTE))  # less than [store] min_free is left
        time.sleep(2.5)  # the free space is looked at once a second
        self.assertRegex(self.hand_in(desk), "^45[12] 4")
        self.assertEqual(len(desk.tickets()), 1)
        (place / "ballast").unlink()
        time.sleep(2.5)
        self.goes_on(desk, 1)

    def test_a_database_that_somebody_holds_defers_mail_until_it_is_free(self):
        desk = self.desk()
        self.assertRegex(self.hand_in(desk), "^250 ")
        desk.wait_idle()
        with contextlib.closing(sqlite3.connect(desk.directory / "state" / "ticketd.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            self.assertRegex(self.hand_in(desk), "^45[12] 4")
            self.assertEqual(len(desk.tickets()), 1)
            self.assertIn(b" 503 ", self.asked_by_an_operator(desk, "/readyz"))
            self.assertRegex(desk.log(), "store.trouble .*locked")
            other.execute("ROLLBACK")
        deadline = time.monotonic() + 20
        while b" 200 " not in self.asked_by_an_operator(desk, "/readyz"):  # also while no mail comes
            self.assertLess(time.monotonic(), deadline, "not ready again")
            time.sleep(0.2)
        self.goes_on(desk, 1)


if __name__ == "__main__":
    unittest.main()
