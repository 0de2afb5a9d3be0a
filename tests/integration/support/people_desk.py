"""A desk with two groups, an agent, a manager and somebody who may only read what the manager gives."""
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
