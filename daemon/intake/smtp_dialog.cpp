#include "daemon/intake/smtp_dialog.h"

#include "core/text.h"
#include "daemon/intake/smtp_path.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace ticketd::daemon {
namespace {

constexpr std::size_t long_lines_allowed = 2;
constexpr std::size_t longest_name = 255;
constexpr std::size_t recipients_over_limit_allowed = 1000;  // a client with a long list is not an attacker

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::pair<std::string_view, std::string_view> split_at_blank(std::string_view text) {
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return {text, {}};
  return {text.substr(0, blank), core::trim(text.substr(blank + 1))};
}

// A browser or a script that was made to send its request to us (RFC 5321 knows no such verbs), a TLS
// handshake, or header fields of a mail whose sender believes to be inside DATA.
bool is_another_protocol(std::string_view line, std::string_view verb) {
  static constexpr std::array http{"GET",    "POST",  "PUT",   "HEAD", "CONNECT", "OPTIONS",
                                   "DELETE", "PATCH", "TRACE", "PRI",  "PROXY"};
  if (line.empty()) return false;
  if (!is_letter(line.front()) && line.front() != ' ') return true;
  if (verb.ends_with(':')) return true;
  return std::any_of(http.begin(), http.end(),
                     [&](std::string_view word) { return core::equal_ignoring_case(word, verb); });
}

}  // namespace

struct SmtpDialog::Command {
  std::string_view verb;
  Step (SmtpDialog::*run)(std::string_view argument);
  bool ends_group = false;  ///< nothing may be pipelined behind it (RFC 2920 3.1)
};

const SmtpDialog::Command* SmtpDialog::find_command(std::string_view verb) {
  static constexpr std::array commands{
      Command{"MAIL", &SmtpDialog::mail},
      Command{"RCPT", &SmtpDialog::rcpt},
      Command{"DATA", &SmtpDialog::data, true},
      Command{"EHLO", &SmtpDialog::ehlo, true},
      Command{"HELO", &SmtpDialog::helo, true},
      Command{"LHLO", &SmtpDialog::lhlo, true},
      Command{"RSET", &SmtpDialog::rset},
      Command{"NOOP", &SmtpDialog::noop},
      Command{"QUIT", &SmtpDialog::quit},
      Command{"VRFY", &SmtpDialog::vrfy},
      Command{"STARTTLS", &SmtpDialog::starttls, true},
      Command{"EXPN", &SmtpDialog::not_offered},
      Command{"ETRN", &SmtpDialog::not_offered},
      Command{"AUTH", &SmtpDialog::not_offered},
      Command{"HELP", &SmtpDialog::not_offered},
      Command{"TURN", &SmtpDialog::not_offered},
      Command{"BDAT", &SmtpDialog::unreadable},
  };
  const auto* found = std::find_if(commands.begin(), commands.end(), [&](const Command& command) {
    return core::equal_ignoring_case(command.verb, verb);
  });
  return found == commands.end() ? nullptr : found;
}

SmtpDialog::SmtpDialog(std::shared_ptr<const SmtpTerms> terms, std::string peer, bool secured)
    : terms_(std::move(terms)), limits_(terms_->settings.limits), peer_(std::move(peer)), secured_(secured) {}

Step SmtpDialog::greeting() {
  auto step = say("220 " + terms_->settings.hostname + (terms_->settings.is_lmtp() ? " LMTP" : " ESMTP"));
  step.alone = true;
  return step;
}

Step SmtpDialog::on_line(std::string_view line) {
  if (line.size() > limits_.command_length) {
    if (++long_lines_ > long_lines_allowed) return close("500 5.5.2 line too long", "long_lines");
    return refuse("500 5.5.2 line too long");
  }
  if (line.find_first_of(std::string_view("\r\0", 2)) != std::string_view::npos)
    return close("500 5.5.2 CR or NUL inside a command", "bare_cr_or_nul");
  const auto [verb, argument] = split_at_blank(line);
  if (is_another_protocol(line, verb)) return close("554 5.5.0 this is a mail server", "not_smtp");
  const auto* command = find_command(verb);
  if (command == nullptr) return refuse("500 5.5.2 unknown command");
  auto step = (this->*command->run)(argument);
  if (command->ends_group && step.next != Step::Next::close) step.alone = true;
  return step;
}

// --- hello

Step SmtpDialog::helo(std::string_view argument) {
  if (terms_->settings.is_lmtp()) return refuse("500 5.5.1 LMTP begins with LHLO");
  return greeted(argument, false);
}

Step SmtpDialog::ehlo(std::string_view argument) {
  if (terms_->settings.is_lmtp()) return refuse("500 5.5.1 LMTP begins with LHLO");
  return greeted(argument, true);
}

Step SmtpDialog::lhlo(std::string_view argument) {
  if (!terms_->settings.is_lmtp()) return refuse("500 5.5.2 unknown command");
  return greeted(argument, true);
}

Step SmtpDialog::greeted(std::string_view name, bool extended) {
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (name.empty() || name.size() > longest_name || !std::all_of(name.begin(), name.end(), printable))
    return refuse("501 5.5.4 a host name is needed");
  end_transaction();
  greeted_ = true;
  return say(extended ? extensions() : "250 " + terms_->settings.hostname);
}

std::string SmtpDialog::extensions() const {
  const auto& settings = terms_->settings;
  std::string reply =
      "250-" + settings.hostname + "\r\n250-SIZE " + std::to_string(settings.max_message_size) + "\r\n";
  if (settings.is_lmtp()) reply += "250-PIPELINING\r\n";
  if (terms_->offers_tls && !secured_) reply += "250-STARTTLS\r\n";
  if (settings.smtputf8) reply += "250-SMTPUTF8\r\n";
  return reply + "250-8BITMIME\r\n250 ENHANCEDSTATUSCODES";
}

Step SmtpDialog::starttls(std::string_view argument) {
  if (!terms_->offers_tls) return refuse("502 5.5.1 not offered");
  if (secured_) return refuse("503 5.5.1 TLS is active already");
  if (!argument.empty()) return refuse("501 5.5.4 STARTTLS takes no argument");
  auto step = say("220 2.0.0 ready for TLS");
  step.next = Step::Next::tls;
  return step;
}

// --- envelope

Step SmtpDialog::mail(std::string_view argument) {
  if (!greeted_) return refuse("503 5.5.1 say hello first");
  if (transaction_) return refuse("503 5.5.1 there is a sender already");
  if (mails_ >= limits_.mails_per_session)
    return close("421 4.7.0 enough mails for one session", "mails_per_session");

  const auto parts =
      core::starts_with_ignoring_case(argument, "FROM:") ? split_path(argument.substr(5)) : std::nullopt;
  if (!parts) return refuse("501 5.5.4 it is MAIL FROM:<address>");
  MailParameters parameters;
  if (const auto reply = read_mail_parameters(parts->parameters, parameters); !reply.empty())
    return refuse(reply);

  auto path = parse_path(parts->path, PathKind::reverse);
  if (path.problem == PathProblem::too_long) return refuse("501 5.1.7 sender address too long");
  if (path.problem == PathProblem::source_route) return refuse("553 5.1.7 source routes are not used");
  if (path.problem != PathProblem::none) return refuse("501 5.1.7 sender address not understood");
  if (!path.ascii && !parameters.utf8) return refuse("553 5.6.7 this address needs SMTPUTF8");

  if (!terms_->has_room(parameters.size)) return say("452 4.3.1 insufficient storage");
  transaction_.emplace(Transaction{.envelope = {.sender = std::move(path.address), .recipients = {}},
                                   .utf8 = parameters.utf8,
                                   .data = DataReader(terms_->settings.max_message_size),
                                   .lost = std::nullopt});
  return say("250 2.1.0 sender ok");
}

std::string_view SmtpDialog::read_mail_parameters(std::string_view text, MailParameters& read) const {
  bool has_size = false;
  bool has_body = false;
  while (!text.empty()) {
    const auto [parameter, rest] = split_at_blank(text);
    text = rest;
    const auto equals = std::min(parameter.find('='), parameter.size());
    const auto name = parameter.substr(0, equals);
    const auto value = parameter.substr(std::min(equals + 1, parameter.size()));

    if (core::equal_ignoring_case(name, "SIZE") && !std::exchange(has_size, true)) {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), read.size);
      if (end != value.data() + value.size() || error == std::errc::invalid_argument)
        return "501 5.5.4 SIZE is a number";
      if (error == std::errc::result_out_of_range || read.size > terms_->settings.max_message_size)
        return "552 5.3.4 message too large";
    } else if (core::equal_ignoring_case(name, "BODY") && !std::exchange(has_body, true)) {
      if (!core::equal_ignoring_case(value, "7BIT") && !core::equal_ignoring_case(value, "8BITMIME"))
        return "501 5.5.4 BODY is 7BIT or 8BITMIME";
    } else if (core::equal_ignoring_case(parameter, "SMTPUTF8") && terms_->settings.smtputf8 && !read.utf8) {
      read.utf8 = true;
    } else {
      return "555 5.5.4 parameter not known, or given twice";
    }
  }
  return {};
}

Step SmtpDialog::rcpt(std::string_view argument) {
  if (!transaction_) return refuse("503 5.5.1 MAIL comes first");
  const auto parts =
      core::starts_with_ignoring_case(argument, "TO:") ? split_path(argument.substr(3)) : std::nullopt;
  if (!parts) return refuse("501 5.5.4 it is RCPT TO:<address>");
  if (!parts->parameters.empty()) return refuse("555 5.5.4 parameter not known");

  auto& recipients = transaction_->envelope.recipients;
  if (recipients.size() >= limits_.recipients) {
    const std::string_view reply = "452 4.5.3 too many recipients in one mail";
    return ++recipients_over_limit_ > recipients_over_limit_allowed ? refuse(reply) : say(reply);
  }
  auto path = parse_path(parts->path, PathKind::forward);
  switch (path.problem) {
    case PathProblem::none:
      break;
    case PathProblem::syntax:
      return refuse("501 5.1.3 recipient address not understood");
    case PathProblem::too_long:
      return refuse("501 5.1.3 recipient address too long");
    case PathProblem::source_route:
      return refuse("550 5.1.3 source routes are not used");
    case PathProblem::relay:
      return refuse("550 5.1.1 no such address");
  }
  if (!path.ascii && !transaction_->utf8) return refuse("553 5.6.7 this address needs SMTPUTF8");

  switch (terms_->check_recipient(path.address)) {
    case RecipientAnswer::accepted:
      break;
    case RecipientAnswer::unknown:
      return refuse("550 5.1.1 no such address");
    case RecipientAnswer::unavailable:
      return say("451 4.3.0 try again later");
  }
  recipients.push_back(std::move(path.address));
  return say("250 2.1.5 recipient ok");
}

Step SmtpDialog::rset(std::string_view argument) {
  if (!argument.empty()) return refuse("501 5.5.4 RSET takes no argument");
  end_transaction();
  return junk(say("250 2.0.0 ok"));
}

// --- the rest

Step SmtpDialog::noop(std::string_view) { return junk(say("250 2.0.0 ok")); }

Step SmtpDialog::quit(std::string_view) { return close("221 2.0.0 bye", {}); }

Step SmtpDialog::vrfy(std::string_view argument) {
  if (argument.empty()) return refuse("501 5.5.4 it is VRFY address");
  return junk(say("252 2.1.5 send a mail and see"));
}

Step SmtpDialog::not_offered(std::string_view) { return refuse("502 5.5.1 not offered"); }

// Its argument says how many bytes follow that are no commands.
Step SmtpDialog::unreadable(std::string_view) { return close("502 5.5.1 not offered", "bdat"); }

void SmtpDialog::set_stressed(bool stressed) {
  if (terms_->settings.behind_our_border()) return;
  limits_ = stressed ? under_stress(terms_->settings.limits) : terms_->settings.limits;
}

Step SmtpDialog::on_unexpected_input(const Step& due) {
  end_transaction();
  if (due.next == Step::Next::tls)
    return close("501 5.5.4 nothing may follow STARTTLS", "input_after_starttls");
  auto step = close("554 5.5.0 wait for the reply", "unexpected_input");
  if (due.stored) step.reply.insert(0, due.reply);
  return step;
}

Step SmtpDialog::on_bad_line_end() { return close("500 5.5.2 lines end with CR LF", "bare_lf"); }
Step SmtpDialog::on_endless_line() { return close("500 5.5.2 line too long", "endless_line"); }
Step SmtpDialog::on_timeout() { return close("421 4.4.2 too slow", "timeout"); }
Step SmtpDialog::on_stop() { return close("421 4.3.2 the service is stopping", "stop"); }

// The only place where a transaction ends: what was said in it is gone, its memory given back.
void SmtpDialog::end_transaction() { transaction_.reset(); }

// --- replies

Step SmtpDialog::say(std::string_view reply) {
  Step step;
  step.reply.reserve(reply.size() + 2);
  step.reply.append(reply).append("\r\n");
  step.alone = !terms_->settings.is_lmtp();
  if (2 * errors_ >= limits_.errors && errors_ > 0) step.delay = limits_.error_delay;
  return step;
}

Step SmtpDialog::junk(Step step) {
  return ++junk_ > limits_.junk_commands
             ? close("421 4.7.0 too many commands without a mail", "junk_commands")
             : step;
}

Step SmtpDialog::refuse(std::string_view reply, std::string_view why) {
  if (++errors_ >= limits_.errors) return close("421 4.7.0 too many errors", "errors");
  auto step = say(reply);
  step.why = why;
  return step;
}

Step SmtpDialog::close(std::string_view reply, std::string_view why) {
  auto step = say(reply);
  step.next = Step::Next::close;
  step.alone = false;
  step.why = why;
  return step;
}

}  // namespace ticketd::daemon
