#include "bench/rules_bench.h"

#include "config/load.h"
#include "core/rules.h"

#include <time.h>

#include <cstdio>
#include <string>

namespace ticketd::bench {

namespace {

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Conditions as support managers write them, none of which holds: every rule is tried to its end.
std::string rule(int number) {
  const auto n = std::to_string(number);
  switch (number % 5) {
    case 0:
      return "words = [\"환불" + n + "\", \"refund" + n + "\", \"소비자원\", \"lawyer\"]";
    case 1:
      return "subject = [\"[긴급" + n + "]\", \"outage " + n + "\"], priority = [\"normal\", \"high\"]";
    case 2:
      return "requester = [\"@bank" + n + ".example\", \"ceo@customer" + n + ".example\"], state = \"open\"";
    case 3:
      return "any = [ { words = [\"password " + n +
             "\"], kind = \"human\" }, { tags = \"vip\", text_length = 4000 } ]";
    default:
      return "pattern = \"order[- ]?" + n + "[0-9]{6}\", not = { mailbox = \"sales\" }";
  }
}

core::Desk desk_with(int rules) {
  std::string text =
      "[rules]\nshipped = false\n[[mailbox]]\nname = \"support\"\naddress = \"support@example.com\"\n"
      "[[mailbox]]\nname = \"sales\"\naddress = \"sales@example.com\"\n";
  for (int i = 0; i < rules; ++i)
    text += "[[rule]]\nname = \"rule-" + std::to_string(i) + "\"\non = \"requester_replied\"\nwhen = { " +
            rule(i) + " }\nthen = [ { add_tag = \"t\" } ]\n";
  auto desk = config::parse_desk(text, "bench.toml");
  if (!desk) throw std::runtime_error(desk.error().detail);
  return std::move(*desk);
}

core::Mail mail() {
  core::Mail mail;
  mail.kind = core::MailKind::human;
  mail.subject = "Re: [#4711] 프린터가 인쇄되지 않습니다";
  for (int i = 0; i < 12; ++i)
    mail.new_text +=
        "안녕하세요. 어제 알려 주신 대로 전원을 다시 켰지만 여전히 인쇄가 되지 않습니다.\n"
        "The display says that the paper tray is empty, but it is full.\n";
  return mail;
}

}  // namespace

int run_rules_bench(const RulesBench& bench) {
  const auto desk = desk_with(bench.rules);
  const auto reply = mail();
  core::Ticket ticket;
  ticket.mailbox = "support";
  ticket.requester.address = "park@customer.example";
  std::size_t tried = 0, held = 0;
  const auto begin = thread_seconds();
  auto passed = 0.0;
  while ((passed = thread_seconds() - begin) < bench.seconds) {
    core::Trace trace;
    held += core::plan(core::RuleEvent::requester_replied, desk, {ticket, {}, &reply}, trace).size();
    tried += trace.steps.size();
  }
  std::printf(
      "rules: %d rules, a mail of %zu octets: %.0f rules tried a second on one core, %.0f mails a second%s\n",
      bench.rules, reply.new_text.size(), static_cast<double>(tried) / passed,
      static_cast<double>(tried) / bench.rules / passed, held > 0 ? " (some held)" : "");
  return 0;
}

}  // namespace ticketd::bench
