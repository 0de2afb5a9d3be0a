#include "ctl/front_mta.h"

#include "core/text.h"
#include "ctl/connection.h"

namespace ticketd::ctl {

namespace {

using core::ErrorKind;

/// A dialogue of one line and one reply each.
class Dialogue {
 public:
  Dialogue(const Connection& connection, Connection::Clock::time_point deadline)
      : connection_(connection), deadline_(deadline) {}

  Result<> say(const std::string& line) { return connection_.write(line + "\r\n", deadline_); }

  /// The reply to what was said, of all its lines.
  Result<> expect(char first_digit) {
    std::string reply;
    for (;;) {
      auto line = next_line();
      if (!line) return fail(line);
      const bool more = line->size() > 3 && (*line)[3] == '-';
      reply += *line + (more ? " / " : "");
      if (more) continue;
      if (!line->empty() && line->front() == first_digit) return {};
      return fail(line->starts_with('4') ? ErrorKind::remote_temporary : ErrorKind::policy,
                  "the MTA in front says: " + reply);
    }
  }

 private:
  Result<std::string> next_line() {
    constexpr std::size_t longest_reply = 100'000;
    for (;;) {
      if (const auto end = input_.find('\n'); end != std::string::npos) {
        auto line = std::string(core::trim(input_.substr(0, end)));
        input_.erase(0, end + 1);
        return line;
      }
      if (input_.size() > longest_reply)
        return fail(ErrorKind::remote_temporary, "the MTA in front talks without end");
      auto more = connection_.read_some(deadline_);
      if (!more) return fail(more);
      if (more->empty()) return fail(ErrorKind::remote_temporary, "the MTA in front hung up");
      input_ += *more;
    }
  }

  const Connection& connection_;
  Connection::Clock::time_point deadline_;
  std::string input_;
};

std::string dot_stuffed(std::string_view mail) {
  std::string text;
  for (const auto line : core::split_lines(mail)) {
    if (line.starts_with('.')) text += '.';
    (text += line) += "\r\n";
  }
  return text + '.';
}

}  // namespace

Result<> hand_in(const std::string& url, const StrangersMail& mail, std::chrono::milliseconds patience) {
  constexpr std::string_view scheme = "smtp://";
  auto place = std::string_view(url);
  if (!place.starts_with(scheme))
    return fail(ErrorKind::malformed, "\"" + url + "\" is not smtp://HOST[:PORT]");
  place.remove_prefix(scheme.size());
  const auto colon = place.rfind(':');
  const auto host = std::string(place.substr(0, colon));
  const auto port =
      colon == std::string_view::npos ? std::string("25") : std::string(place.substr(colon + 1));
  const auto deadline = Connection::Clock::now() + patience;
  const auto connection = Connection::to_tcp(host, port, deadline);
  if (!connection) return fail(connection);
  Dialogue smtp(*connection, deadline);

  auto done = smtp.expect('2');
  const auto step = [&](const std::string& line, char reply) {
    if (done) done = smtp.say(line);
    if (done) done = smtp.expect(reply);
  };
  step("EHLO ticketd-doctor.invalid", '2');
  step("MAIL FROM:<" + mail.sender + ">", '2');
  step("RCPT TO:<" + mail.recipient + ">", '2');
  step("DATA", '3');
  step(dot_stuffed(mail.bytes), '2');
  if (done) (void)smtp.say("QUIT");  // the mail is handed in, whatever becomes of the farewell
  return done;
}

}  // namespace ticketd::ctl
