"""A desk with two groups, an agent, a manager and somebody who may only read what the manager gives."""
import pathlib
import tempfile

from .desk import Desk

MORE = """
[[group]]
name = "billing"

[[agent]]
name = "lee"
display_name = "이준호"
email = "lee@corp.example.net"
groups = ["billing"]
role = "manager"
language = "ko"
"""


class PeopleDesk(Desk):
    def configure(self):
        super().configure()
        with (self.directory / "desk.toml").open("a") as desk:
            desk.write(MORE)

    def create(self, subject, requester="park@customer.example.net", text="인쇄가 되지 않습니다.", *more):
        return int(self.ctl("ticket", "create", "--requester", requester, "--subject", subject, "--text", text, *more))

    @classmethod
    def for_all_tests_of(cls, tests):
        """Running, with a home of its own, until the last test of this class has ended."""
        directory = tempfile.TemporaryDirectory()
        tests.addClassCleanup(directory.cleanup)
        desk = cls(pathlib.Path(directory.name) / "desk")
        desk.configure()
        desk.start()
        tests.addClassCleanup(desk.stop)
        return desk
