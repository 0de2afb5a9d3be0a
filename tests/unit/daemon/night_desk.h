// A desk with a second group, whose agents take turns.
#pragma once

#include "desk.h"

namespace ticketd::daemon {

/// Beside kim and lee of cs: yoon and choi of night, who take turns, and a manager.
inline constexpr auto night = R"(
[[mailbox]]
name = "night"
address = "night@desk.example"
group = "night"
[[group]]
name = "night"
assign = "round_robin"
nobody_available = "manager"
[[agent]]
name = "yoon"
email = "yoon@corp.example"
groups = ["night"]
[[agent]]
name = "choi"
email = "choi@corp.example"
groups = ["night"]
[[agent]]
name = "boss"
email = "boss@corp.example"
role = "manager"
)";

struct Night {
  explicit Night(const std::string& more = {}) : desk("desk.example", night + more) {}
  TestDesk desk;
  int mails = 0;

  core::Trace ask(const std::string& text = "It does not print.",
                  const std::string& from = "park@customer.example") {
    return desk.receive(mail("night" + std::to_string(++mails) + "@customer.example")
                            .from(from)
                            .to("night@desk.example")
                            .saying(text));
  }
  std::string assignee(std::int64_t ticket) { return desk.ticket(ticket).ticket.assignee; }
  std::string group(std::int64_t ticket) { return desk.ticket(ticket).ticket.group; }
  std::size_t letters(const std::string& agent, core::LetterKind kind) {
    const auto all = desk.letters(agent + "@corp.example");
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const auto& letter) { return letter.kind == kind; }));
  }
  std::size_t events(std::int64_t ticket, core::EventKind kind) {
    const auto all = desk.ticket(ticket).events;
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const auto& event) { return event.kind == kind; }));
  }
};

inline bool stands_in(const core::Trace& trace, const std::string& rule, const std::string& answer) {
  return std::any_of(trace.steps.begin(), trace.steps.end(),
                     [&](const auto& step) { return step.rule == rule && step.answer == answer; });
}

}  // namespace ticketd::daemon
