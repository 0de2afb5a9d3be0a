"""strace at a running process: what it asked of the kernel, in order, or calls that are made to fail.

    with Strace(pid, log, "pwrite64,fdatasync,sendmsg") as trace: ...
    trace.calls()                                        # [Call(name, arguments, result, begun, ended)]
    with Strace(pid, log, "fdatasync", inject="fdatasync:error=EIO:when=1"): ...

trap(call, when) is what a command is started under that dies at a call; every other call costs nothing there.
"""
import collections
import re
import signal
import subprocess

from .net import wait_until

Call = collections.namedtuple("Call", "name arguments result begun ended")  # begun, ended: positions in the order of events

LINE = re.compile(r"^(\d+)\s+(?:(\w+)\((.*?)\)\s+= (.*)|(\w+)\((.*) <(?:unfinished|detached) \.\.\.>|<\.\.\. (\w+) resumed>(.*?)\)\s+= (.*))$", re.S)


def trap(call, when):
    """kill -9 at the `when`-th of these calls of any one thread. The process stays the child of whoever starts it."""
    return ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", "signal=none",
            "-e", f"inject={call}:signal=SIGKILL:when={when}"]


class Strace:
    def __init__(self, pid, log, calls, inject=(), shown=200):
        self.log = log
        self.command = ["strace", "-f", "-y", "-v", "-s", str(shown), "-o", str(log), "-p", str(pid),
                        "-e", f"trace={calls}", "-e", "signal=none"]
        for fault in [inject] if isinstance(inject, str) else inject:
            self.command += ["-e", f"inject={fault}"]

    def __enter__(self):
        self.messages = open(f"{self.log}.messages", "w+b")
        self.process = subprocess.Popen(self.command, stdout=self.messages, stderr=self.messages)
        wait_until(lambda: self.process.poll() is not None or self.attached(), "strace to attach")
        if not self.attached():  # attached and ended: the process made the call at once, and died of it
            raise AssertionError("strace: " + self.said())
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
        self.messages.close()

    def said(self):
        with open(f"{self.log}.messages", errors="replace") as messages:
            return messages.read()

    def attached(self):
        return "attached" in self.said()

    def calls(self):
        with open(self.log, errors="replace") as log:
            return parse(log.read())


def parse(text):
    calls, unfinished = [], {}
    for position, line in enumerate(text.splitlines()):
        found = LINE.match(line)
        if not found:
            continue
        thread, name, arguments, result, begun_name, begun_arguments, resumed_name, more, resumed_result = found.groups()
        if name:
            calls.append(Call(name, arguments, result, position, position))
        elif begun_name:
            unfinished[thread] = (begun_name, begun_arguments, position)
        elif thread in unfinished:
            name, arguments, begun = unfinished.pop(thread)
            calls.append(Call(name, arguments + more, resumed_result, begun, position))
    # A reply that is being sent when the trace ends was sent: what began counts.
    calls += [Call(name, arguments, "?", begun, begun) for name, arguments, begun in unfinished.values()]
    return sorted(calls, key=lambda call: call.begun)
