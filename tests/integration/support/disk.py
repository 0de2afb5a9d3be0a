"""What a disk may hold after the power failed at one moment of a trace: what was synced, and some of the rest.

    disk = Disk(snapshot, calls)                 # snapshot: {path: bytes} when the trace began
    disk.after(position, dice)                   # {path: bytes} at that moment; what was not synced is kept, lost or torn

A write is there for certain once an fsync or fdatasync of its file has begun after it and returned. A name (a new file, a rename, a
removal) is there for certain once its directory was synced; before that, those of one directory survive in their order or not at all.
A sector of 512 bytes is old or new, never a mixture.
"""
import codecs
import os
import re

SECTOR = 512
TRACED = ("write,pwrite64,writev,pwritev,ftruncate,fsync,fdatasync,openat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,"
          "sendmsg,sendto")

TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
DESCRIPTOR = re.compile(r"^\s*-?\d+<(.*?)>(?:, |$)", re.S)


class File:
    def __init__(self, content=b""):
        self.synced = bytearray(content)
        self.pending = []  # (position, offset, bytes), or (position, size, None) for a truncation

    def size(self):
        size = len(self.synced)
        for _, at, written in self.pending:
            size = at if written is None else max(size, at + len(written))
        return size

    def sync(self, begun):
        for change in [change for change in self.pending if change[0] < begun]:
            apply(self.synced, change)
        self.pending = [change for change in self.pending if change[0] >= begun]

    def content(self, dice):
        """One of the contents that the disk may have."""
        found = bytearray(self.synced)
        mood = dice.choice(("none", "some", "all"))
        for change in self.pending:
            if mood == "all" or (mood == "some" and dice.random() < 0.5):
                apply(found, torn(change, dice) if mood == "some" else change)
        return bytes(found)


def apply(content, change):
    _, at, written = change
    if written is None:
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    content.extend(bytes(max(0, at - len(content))))
    content[at:at + len(written)] = written


def torn(change, dice):
    """The same write, of which only the first sectors came to the disk; now and then all of it did."""
    position, at, written = change
    if written is None or dice.random() < 0.3:
        return change
    first = SECTOR - at % SECTOR
    sectors = [first + SECTOR * i for i in range(max(0, (len(written) - first) // SECTOR) + 1)]
    return position, at, written[:dice.choice([0, *sectors])]


class Disk:
    def __init__(self, snapshot, calls, unheard=lambda path: False):
        """`unheard`: files whose syncs are promised and not done."""
        self.snapshot, self.unheard = snapshot, unheard
        self.calls = sorted(calls, key=lambda call: call.ended)

    def after(self, position, dice):
        self.names = {path: File(content) for path, content in self.snapshot.items()}  # as processes see them
        self.synced_names = dict(self.names)
        self.pending_names = {}  # directory: [(position, new path or None, old path or None, file)]
        self.offsets = {}
        for call in self.calls:
            if call.ended < position and call.result and not call.result.startswith("-1"):
                self.replay(call)
        return self.survivors(dice)

    def replay(self, call):
        act = getattr(self, "on_" + call.name, None)
        if act:
            act(call)

    # ---- what the calls do ----

    def on_openat(self, call):
        path = call.result.partition("<")[2].rstrip(">")
        if "O_CREAT" in call.arguments and path not in self.names and path:
            self.name(call.ended, path, None, File())
        if "O_TRUNC" in call.arguments and path in self.names:
            self.names[path].pending.append((call.ended, 0, None))
        self.offsets[path] = 0

    def on_write(self, call):
        path = path_of(call)
        if path not in self.names:
            return
        written = b"".join(texts_of(call))
        at = self.names[path].size() if path not in self.offsets else self.offsets[path]
        self.names[path].pending.append((call.ended, at, written))
        self.offsets[path] = at + len(written)

    on_writev = on_write

    def on_pwrite64(self, call):
        path = path_of(call)
        if path in self.names:
            at = int(call.arguments.rsplit(", ", 1)[1])
            self.names[path].pending.append((call.ended, at, b"".join(texts_of(call))))

    on_pwritev = on_pwrite64

    def on_ftruncate(self, call):
        path = path_of(call)
        if path in self.names:
            self.names[path].pending.append((call.ended, int(call.arguments.rsplit(", ", 1)[1]), None))

    def on_fsync(self, call):
        path = path_of(call)
        if self.unheard(path):
            return
        if path in self.names:
            self.names[path].sync(call.begun)
            return
        waiting = self.pending_names.get(path, [])
        for change in [change for change in waiting if change[0] < call.begun]:
            self.settle(self.synced_names, change)
        self.pending_names[path] = [change for change in waiting if change[0] >= call.begun]

    on_fdatasync = on_fsync

    def on_rename(self, call):
        old, new = (text.decode() for text in texts_of(call)[:2])
        if old in self.names:
            self.name(call.ended, new, old, self.names[old])

    on_renameat = on_renameat2 = on_rename

    def on_unlink(self, call):
        path = texts_of(call)[0].decode()
        if path in self.names:
            self.name(call.ended, None, path, None)

    on_unlinkat = on_unlink

    def name(self, position, new, old, file):
        change = (position, new, old, file)
        self.settle(self.names, change)
        self.pending_names.setdefault(os.path.dirname(new or old), []).append(change)

    @staticmethod
    def settle(names, change):
        _, new, old, file = change
        if old:
            names.pop(old, None)
        if new:
            names[new] = file

    def survivors(self, dice):
        names = dict(self.synced_names)
        for changes in self.pending_names.values():
            for change in changes[:dice.choice((0, len(changes), dice.randrange(len(changes) + 1)))]:
                self.settle(names, change)
        return {path: file.content(dice) for path, file in names.items()}


def path_of(call):
    found = DESCRIPTOR.match(call.arguments)
    return found.group(1) if found else ""


def texts_of(call):
    """The strings among the arguments, as bytes."""
    return [codecs.escape_decode(text.encode("latin-1", "backslashreplace"))[0] for text in TEXT.findall(call.arguments)]
