// ingest: hands in one mail from standard input, as MTA aliases, procmail and sieve pipe it, or all that lie
// in a Maildir.
#include "ctl/commands.h"
#include "ctl/maildir.h"

#include <algorithm>
#include <string_view>

namespace ticketd::ctl {

namespace {

constexpr int failures_that_end_a_run = 3;

/// An MTA returns a mail to its sender on anything but 0 and 75 (sysexits.h). So only a fault of the mail
/// itself is refused; a daemon that is away, or a mistake in the configuration, makes it come again.
int exit_code_for_mta(core::ErrorKind kind) {
  const bool fault_of_the_mail = kind == core::ErrorKind::too_large || kind == core::ErrorKind::malformed ||
                                 kind == core::ErrorKind::mail_loop;
  return fault_of_the_mail ? refused : try_again;
}

int fail(const core::Error& error, const Invocation& invocation) {
  (void)invocation.fail(error);  // says why; its exit code is for people
  return exit_code_for_mta(error.kind);
}

/// The line that mbox writers put in front of a mail (Postfix's local(8), procmail): it is no part of it, and
/// another one at the next try.
std::string_view without_mbox_line(std::string_view mail) {
  if (!mail.starts_with("From ")) return mail;
  const auto end = mail.find('\n');
  return end == std::string_view::npos ? std::string_view() : mail.substr(end + 1);
}

std::string target_for(const std::string& mailbox) {
  const std::string target = "/api/v1/ingest";
  return mailbox.empty() ? target : target + "?mailbox=" + percent_encoded(mailbox);
}

int ingest_one(const std::string& mailbox, const Invocation& invocation) {
  const auto daemon = invocation.daemon();
  if (!daemon) return fail(daemon.error(), invocation);
  const auto mail = read_file("-", invocation);
  if (!mail) return fail(mail.error(), invocation);
  const auto answer = daemon->post_mail(target_for(mailbox), without_mbox_line(*mail));
  if (!answer) return fail(answer.error(), invocation);
  if (invocation.json) invocation.print(*answer);
  return done;
}

/// Nobody listens, and would not for the next mail either.
int stop_before(std::size_t left, const std::string& folder, const core::Error& error,
                const Invocation& invocation) {
  const auto mails = std::to_string(left) + (left == 1 ? " mail stays in " : " mails stay in ");
  return fail({error.kind, error.detail + "; " + mails + folder + "/new"}, invocation);
}

/// A mail that is not taken stays in `new` and does not hold up the others, until so many fail that the next
/// would fail as well.
int ingest_maildir(const std::string& folder, const std::string& mailbox, const Invocation& invocation) {
  const auto daemon = invocation.daemon();
  if (!daemon) return fail(daemon.error(), invocation);
  const Maildir maildir(folder);
  const auto names = maildir.new_mails();
  if (!names) return fail(names.error(), invocation);

  int code = done, failed_in_a_row = 0;
  auto left = names->size();
  for (const auto& name : *names) {
    const auto mail = maildir.read(name);
    if (!mail) return fail(mail.error(), invocation);
    --left;
    if (!*mail) continue;  // somebody else took it
    const auto answer = daemon->post_mail(target_for(mailbox), without_mbox_line(**mail));
    if (!answer && answer.error().kind == core::ErrorKind::network)
      return stop_before(left + 1, folder, answer.error(), invocation);
    if (!answer) {
      code = std::max(code, fail({answer.error().kind, name + ": " + answer.error().detail}, invocation));
      if (++failed_in_a_row == failures_that_end_a_run) return code;
      continue;
    }
    failed_in_a_row = 0;
    if (const auto moved = maildir.mark_done(name); !moved) return fail(moved.error(), invocation);
    if (!invocation.json) continue;
    auto line = Json{{"file", name}};
    line.update(*answer);
    invocation.print(line);
  }
  return code;
}

}  // namespace

void add_ingest(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand(
      "ingest",
      "hand in one mail from standard input, or those of a Maildir; done only when they are durable");
  auto mailbox = std::make_shared<std::string>();
  auto maildir = std::make_shared<std::string>();
  command->add_option("--mailbox", *mailbox, "name of the mailbox that it came to");
  command->add_option("--maildir", *maildir, "hand in what lies in DIR/new; each mail then moves to DIR/cur");
  command->callback([mailbox, maildir, &invocation] {
    invocation.run = [mailbox, maildir, &invocation] {
      return maildir->empty() ? ingest_one(*mailbox, invocation)
                              : ingest_maildir(*maildir, *mailbox, invocation);
    };
  });
}

}  // namespace ticketd::ctl
