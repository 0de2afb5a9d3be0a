"""A gate between two programs: a TCP port that passes everything on to another, line by line, until a plan says
otherwise. The k-th line of a connection, in whichever direction, is its step k.

    with Gate(server_port) as gate:
        gate.plan = cut_at(7)                     # the next connection ends before its seventh line passes
        ...                                       # a client that connects to gate.port
        gate.reached                              # the steps of the longest connection since `plan` was set

A plan is called for each line as plan(step, to_server, line) and says what becomes of it: PASS, CUT (both sides are
closed, the line is gone), TEAR (half of it passes, then cut), STALL (neither passes nor ends, until the gate is told to
release), DRIP (octet by octet, each a segment), or a number: seconds to wait first.
"""
import random
import select
import socket
import struct
import threading
import time

PASS, CUT, TEAR, STALL, DRIP = "pass", "cut", "tear", "stall", "drip"
PARTIAL = 0.05  # seconds after which a line without an end is passed as it is


def cut_at(step, how=CUT):
    """One fault, at that step of the first connection that gets so far; everything later passes."""
    left = [1]

    def plan(at, _to_server, _line):
        if at == step and left[0]:
            left[0] -= 1
            return how
        return PASS
    return plan


def at_random(seed, share=0.02):
    """Faults at that share of all lines, the same ones for the same seed and the same lines."""
    dice = random.Random(seed)

    def plan(_step, _to_server, _line):
        if dice.random() >= share:
            return PASS
        return dice.choice([CUT, CUT, TEAR, TEAR, DRIP, dice.random() / 5])
    return plan


class Gate:
    def __init__(self, target, plan=None):
        """`target`: the port on 127.0.0.1 behind the gate."""
        self.target = target
        self._plan = plan or (lambda *_: PASS)
        self._lock = threading.Lock()
        self._connections = set()
        self._released = threading.Event()
        self._leaving = False
        self.reached = 0
        self.faults = []  # (step, to_server, line, what) in the order they happened
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    @property
    def plan(self):
        return self._plan

    @plan.setter
    def plan(self, plan):
        with self._lock:
            self._plan = plan
            self.reached = 0
            self.faults = []
        self._released.clear()

    def __enter__(self):
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._leaving = True
        self.release()
        self._listener.close()
        self.drop()

    def release(self):
        """Ends every stall: those connections are cut."""
        self._released.set()

    def drop(self):
        """Cuts every connection that is open now."""
        with self._lock:
            open_now = list(self._connections)
        for connection in open_now:
            connection.cut()

    def open_connections(self):
        with self._lock:
            return len(self._connections)

    def _serve(self):
        while not self._leaving:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=10)
            except OSError:  # nobody is at home: that is how the client sees it, too
                client.close()
                continue
            server.settimeout(None)
            connection = _Connection(self, client, server)
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=connection.run, daemon=True).start()

    # ---- for connections ----

    def _ask(self, step, to_server, line):
        with self._lock:
            self.reached = max(self.reached, step)
            what = self._plan(step, to_server, line)
            if what != PASS:
                self.faults.append((step, to_server, line[:80], what))
            return what

    def _forget(self, connection):
        with self._lock:
            self._connections.discard(connection)


class _Connection:
    def __init__(self, gate, client, server):
        self.gate, self.client, self.server = gate, client, server
        self.waiting = {client: b"", server: b""}
        self.step = 0
        for side in (client, server):
            side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self):
        try:
            while self._pump():
                pass
        except (OSError, ValueError):  # one side is gone
            pass
        finally:
            self.cut()
            self.gate._forget(self)

    def reset(self):
        """As when a machine restarts: what was on the way is gone. Only from our own thread."""
        for side in (self.client, self.server):
            side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            side.close()

    def cut(self):
        """Ends both sides; from any thread."""
        for side in (self.client, self.server):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            side.close()

    def _pump(self):
        partial = any(self.waiting.values())
        ready, _, _ = select.select([self.client, self.server], [], [], PARTIAL if partial else None)
        for side in ready or [side for side, held in self.waiting.items() if held]:
            if ready:
                received = side.recv(65536)
                if not received:
                    return False
                self.waiting[side] += received
            *lines, rest = self.waiting[side].split(b"\n")
            pieces = [line + b"\n" for line in lines]
            if rest and not ready:
                pieces, rest = pieces + [rest], b""
            self.waiting[side] = rest
            for line in pieces:
                if not self._pass(side is self.client, line):
                    return False
        return True

    def _pass(self, to_server, line):
        self.step += 1
        target = self.server if to_server else self.client
        what = self.gate._ask(self.step, to_server, line)
        if what == CUT:
            self.reset()
            return False
        if what == TEAR:
            target.sendall(line[:len(line) // 2])
            self.cut()
            return False
        if what == STALL:
            self.gate._released.wait()
            self.cut()
            return False
        if what == DRIP:
            for octet in range(len(line)):
                target.sendall(line[octet:octet + 1])
            return True
        if what != PASS:
            time.sleep(what)
        target.sendall(line)
        return True
