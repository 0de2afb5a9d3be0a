#include "daemon/intake/smtp_path.h"

#include "core/text.h"

#include <algorithm>

namespace ticketd::daemon {
namespace {

constexpr std::size_t longest_address = 254;  // a path of 256 octets with its brackets (RFC 5321 4.5.3.1.3)
constexpr std::size_t longest_local_part = 64;
constexpr std::size_t longest_label = 63;

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_atext(char c) {
  return is_alnum(c) || !is_ascii(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}
bool is_printable(char c) { return !is_ascii(c) || (c >= ' ' && c <= '~'); }

// Well-formed in the sense of Unicode: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = byte(i);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead >= 0x80 && (lead < 0xC2 || lead > 0xF4)) return false;
    if (i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((byte(i + k) & 0xC0U) != 0x80) return false;
    if ((lead == 0xE0 && byte(i + 1) < 0xA0) || (lead == 0xED && byte(i + 1) > 0x9F)) return false;
    if ((lead == 0xF0 && byte(i + 1) < 0x90) || (lead == 0xF4 && byte(i + 1) > 0x8F)) return false;
    i += length;
  }
  return true;
}

bool is_dot_string(std::string_view text) {
  const auto atoms = core::split(text, '.');
  return std::all_of(atoms.begin(), atoms.end(), [](std::string_view atom) {
    return !atom.empty() && std::all_of(atom.begin(), atom.end(), is_atext);
  });
}

bool is_dots_and_atoms(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || is_atext(c); });
}

bool is_domain(std::string_view text) {
  const auto labels = core::split(text, '.');
  return std::all_of(labels.begin(), labels.end(), [](std::string_view label) {
    if (label.empty() || label.size() > longest_label || label.front() == '-' || label.back() == '-')
      return false;
    return std::all_of(label.begin(), label.end(),
                       [](char c) { return is_alnum(c) || c == '-' || c == '_' || !is_ascii(c); });
  });
}

bool is_address_literal(std::string_view text) {
  return text.size() > 2 && text.front() == '[' && text.back() == ']' &&
         std::all_of(text.begin() + 1, text.end() - 1,
                     [](char c) { return is_alnum(c) || c == '.' || c == ':' || c == '-'; });
}

// The length of the quoted string that `text` begins with, its quotes included; 0 when it does not close.
std::size_t quoted_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return 0;
}

std::string without_quotes(std::string_view quoted) {
  std::string text;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] == '\\') ++i;
    text += quoted[i];
  }
  return text;
}

bool names_another_host(std::string_view local_part) {
  return local_part.find_first_of("@%!") != std::string_view::npos;
}

SmtpPath refused(PathProblem problem) { return {.problem = problem, .address = "", .ascii = true}; }

}  // namespace

SmtpPath parse_path(std::string_view text, PathKind kind) {
  const bool forward = kind == PathKind::forward;
  if (text.empty()) return forward ? refused(PathProblem::syntax) : SmtpPath{};
  if (text.front() == '@') return refused(PathProblem::source_route);
  if (text.size() > longest_address) return refused(PathProblem::too_long);
  if (!std::all_of(text.begin(), text.end(), is_printable)) return refused(PathProblem::syntax);
  if (forward && core::equal_ignoring_case(text, "postmaster"))
    return {.problem = PathProblem::none, .address = "postmaster", .ascii = true};

  const bool quoted = text.front() == '"';
  const auto at = quoted ? quoted_length(text) : text.find('@');
  if (at == 0 || at >= text.size() || text[at] != '@') return refused(PathProblem::syntax);
  const auto domain = text.substr(at + 1);
  if (!is_domain(domain) && !is_address_literal(domain)) return refused(PathProblem::syntax);

  const auto written = text.substr(0, at);
  const auto local_part = quoted ? without_quotes(written) : std::string(written);
  if (!quoted && !(forward ? is_dot_string(local_part) : is_dots_and_atoms(local_part)))
    return refused(PathProblem::syntax);
  if (forward && local_part.size() > longest_local_part) return refused(PathProblem::too_long);
  if (forward && names_another_host(local_part)) return refused(PathProblem::relay);

  SmtpPath path;
  path.ascii = std::all_of(text.begin(), text.end(), is_ascii);
  if (!path.ascii && !is_utf8(text)) return refused(PathProblem::syntax);
  path.address = is_dot_string(local_part) ? local_part : std::string(written);
  path.address.append("@").append(domain);
  return path;
}

std::optional<PathAndParameters> split_path(std::string_view argument) {
  while (argument.starts_with(' ')) argument.remove_prefix(1);
  if (!argument.starts_with('<')) return std::nullopt;
  argument.remove_prefix(1);

  const auto quoted = argument.starts_with('"') ? quoted_length(argument) : 0;
  if (argument.starts_with('"') && quoted == 0) return std::nullopt;
  const auto end = argument.find('>', quoted);
  if (end == std::string_view::npos) return std::nullopt;

  auto parameters = argument.substr(end + 1);
  if (!parameters.empty() && parameters.front() != ' ') return std::nullopt;
  return PathAndParameters{.path = argument.substr(0, end), .parameters = core::trim(parameters)};
}

}  // namespace ticketd::daemon
