#include "daemon/mail_client/smtp_reply.h"

#include "core/text.h"
#include "daemon/mail_client/server_text.h"

#include <algorithm>
#include <utility>

namespace ticketd::daemon {
namespace {

constexpr std::size_t longest_line =
    4096;  // RFC 5321 allows 512; servers exceed it with links to explanations
constexpr std::size_t most_lines = 128;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

tl::unexpected<core::Error> no_reply(std::string_view line) {
  return fail(core::ErrorKind::network, "not an SMTP reply: " + server_text(line));
}

/// "5.1.1" at the beginning of a reply's text, when it agrees with the code.
std::string enhanced_code(int code, std::string_view text) {
  const auto word = text.substr(0, text.find(' '));
  const auto parts = core::split(word, '.');
  const auto is_number = [](std::string_view part) {
    return !part.empty() && part.size() <= 3 && std::all_of(part.begin(), part.end(), is_digit);
  };
  if (parts.size() != 3 || !std::all_of(parts.begin(), parts.end(), is_number)) return {};
  return parts[0].size() == 1 && parts[0][0] - '0' == code / 100 ? std::string(word) : std::string{};
}

}  // namespace

std::string SmtpReply::text() const {
  std::string all = std::to_string(code);
  for (const auto& line : lines) all += ' ' + line;
  return server_text(all);
}

Result<std::optional<SmtpReply>> SmtpReplyReader::next() {
  while (true) {
    const auto end = buffer_.find("\r\n");
    if (std::min(end, buffer_.size()) > longest_line) return no_reply(buffer_);
    if (end == std::string::npos) return std::nullopt;
    const auto last = take_line(std::string_view(buffer_).substr(0, end));
    if (!last) return fail(last);
    buffer_.erase(0, end + 2);
    if (*last) return std::exchange(reply_, {});
  }
}

/// True when it was the last line of the reply.
Result<bool> SmtpReplyReader::take_line(std::string_view line) {
  const bool has_code = line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, is_digit);
  if (!has_code || line[0] < '2' || line[0] > '5') return no_reply(line);
  const char separator = line.size() > 3 ? line[3] : ' ';
  const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if ((separator != ' ' && separator != '-') || (!reply_.lines.empty() && code != reply_.code))
    return no_reply(line);
  if (reply_.lines.size() == most_lines) return fail(core::ErrorKind::network, "an SMTP reply without end");
  const auto text = line.size() > 4 ? line.substr(4) : std::string_view{};
  if (reply_.lines.empty()) reply_ = {.code = code, .enhanced = enhanced_code(code, text), .lines = {}};
  reply_.lines.emplace_back(text);
  return separator == ' ';
}

}  // namespace ticketd::daemon
