"""Clients that send their mails drop by drop: each costs little memory, mail goes on, and each hears why it was cut."""
import os
import pathlib
import resource
import selectors
import socket
import tempfile
import time
import unittest

from conversation import CUSTOMER, SUPPORT
from support.desk import Desk
from support.mails import simple
from support.net import wait_until
from support.smtp import Smtp

CLIENTS = int(os.environ.get("TICKETD_SLOW_CLIENTS", "300"))  # 10000 in the long form
FAT = CLIENTS // 5  # of them send as much of a mail as is kept in memory
MOST_MEMORY = 256 * 1024  # of one session
PATIENCE = 6 + CLIENTS // 50  # seconds: while we open the last connections, the first must not be cut yet

LIMITS = f"""
[smtp.limits]
sessions = {CLIENTS + 100}
sessions_per_ip = {CLIENTS + 100}
connections_per_ip_per_minute = 100000
data_timeout = "{PATIENCE}s"
"""


class Drip:
    """One slow client. It never waits for a reply by itself: what came is read when it is there."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.received = b""

    def take(self, until):
        while until not in self.received:
            data = self.socket.recv(4096)
            if not data:
                raise AssertionError(f"closed after {self.received!r}")
            self.received += data

    def say(self, line):
        self.received = b""
        self.socket.sendall(line)


class SlowClients(unittest.TestCase):
    def test_slow_clients_cost_little_and_are_told_why_they_are_cut(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        # `upstream`: under stress strangers are cut after ten seconds, too soon to be counted
        with tempfile.TemporaryDirectory() as directory, Desk(pathlib.Path(directory) / "desk", profile="upstream", more=LIMITS) as desk:
            self.mail_goes_through(desk, "before")
            at_rest = self.memory(desk)
            clients = self.open_clients(desk)
            self.drip(clients, 20)
            slim = self.memory(desk)
            self.fatten(clients[:FAT])
            wait_until(lambda: self.has_taken_everything(clients[:FAT]), "the daemon to read what was sent")
            fat = self.memory(desk)
            print(f"{CLIENTS} sessions of {(slim - at_rest) // CLIENTS} bytes; {FAT} with 120 KiB of a mail: "
                  f"{(fat - slim) // FAT} bytes more each")
            self.assertLess((slim - at_rest) / CLIENTS, MOST_MEMORY)
            self.assertLess((slim - at_rest) / CLIENTS + (fat - slim) / FAT, MOST_MEMORY)

            begun = time.monotonic()
            self.mail_goes_through(desk, "between")
            self.assertLess(time.monotonic() - begun, 10)
            self.all_are_told(clients)
            self.mail_goes_through(desk, "after")
            self.assertEqual(len(desk.tickets()), 3, "nothing came of mails without an end")

    def mail_goes_through(self, desk, name):
        with Smtp(desk.smtp_port) as client:
            mail = simple(CUSTOMER, SUPPORT, name, "Text", f"{name}@customer.example.net")
            self.assertTrue(client.mail(CUSTOMER, SUPPORT, mail).startswith("250"))
        desk.wait_idle()

    def memory(self, desk):
        status = pathlib.Path(f"/proc/{desk.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) * 1024

    def open_clients(self, desk):
        clients = []
        for _ in range(CLIENTS):
            clients.append(Drip(desk.smtp_port))
            self.addCleanup(clients[-1].socket.close)
        for client in clients:
            client.take(b"220")
        for line, answer in (("EHLO slow.example.net", b"250 ENHANCEDSTATUSCODES\r\n"), (f"MAIL FROM:<{CUSTOMER}>", b"250 "),
                             (f"RCPT TO:<{SUPPORT}>", b"250 "), ("DATA", b"354 ")):
            for client in clients:  # all at once: the first must not have been cut when the last has begun
                client.say(line.encode() + b"\r\n")
            for client in clients:
                client.take(answer)
        return clients

    def drip(self, clients, drops):
        for _ in range(drops):
            for client in clients:
                client.socket.sendall(b"drop\r\n")

    def fatten(self, clients):
        line = b"x" * 78 + b"\r\n"
        for client in clients:
            client.socket.sendall(line * (120 * 1024 // len(line)))

    def has_taken_everything(self, clients):
        """Nothing waits in the kernel: our send queues are empty, and so are the daemon's receive queues."""
        ports = {client.socket.getsockname()[1] for client in clients}
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
            fields = line.split()
            ends = {int(fields[1].split(":")[1], 16), int(fields[2].split(":")[1], 16)}
            if ends & ports and fields[4] != "00000000:00000000":
                return False
        return True

    def all_are_told(self, clients):
        with selectors.DefaultSelector() as selector:
            for client in clients:
                selector.register(client.socket, selectors.EVENT_READ, client)
            deadline = time.monotonic() + PATIENCE + 60
            told = 0
            while told < len(clients):
                self.assertLess(time.monotonic(), deadline, f"only {told} of {len(clients)} heard anything")
                for key, _ in selector.select(1):
                    self.assertEqual(key.data.socket.recv(4096), b"421 4.4.2 too slow\r\n")
                    selector.unregister(key.fileobj)
                    told += 1


if __name__ == "__main__":
    unittest.main()
