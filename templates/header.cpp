#include "templates/header.h"

#include "core/base64.h"
#include "core/percent.h"
#include "core/text.h"
#include "templates/clean.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace ticketd::templates {
namespace {

using core::ErrorKind;

constexpr std::size_t preferred_line = 78;  // RFC 5322 2.1.1
constexpr std::size_t longest_line = 998;
constexpr std::size_t references_budget = 1000;

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_atom_character(char c) { return is_alphanumeric(c) || is_one_of(c, "!#$%&'*+-/=?^_`{|}~"); }
bool is_visible(char c) { return c > ' ' && c < '\x7F'; }
bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_visible(c) || c == ' '; });
}

/// Encoded words (RFC 2047) of whole characters; at most 64 characters each, so that `Subject: ` fits before
/// one.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t bytes_in_a_word = 39;
  std::string out;
  while (!text.empty()) {
    std::size_t length = 0;
    while (length < text.size()) {
      const auto next = std::max<std::size_t>(code_point_length(text.substr(length)), 1);
      if (length + next > bytes_in_a_word) break;
      length += next;
    }
    if (!out.empty()) out += ' ';
    out += "=?UTF-8?B?" + core::base64(text.substr(0, length)) + "?=";
    text.remove_prefix(length);
  }
  return out;
}

/// Whether a word of free text would not survive as it is. An empty word is a second blank, which folding may
/// eat.
bool needs_encoding(std::string_view word) {
  return word.empty() || word.size() > 60 || !is_ascii(word) || word.find("=?") != std::string_view::npos;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string phrase(std::string_view name) {
  const auto atoms = [](char c) { return is_atom_character(c) || c == ' '; };
  if (name.size() > 60 || !is_ascii(name) || name.find("=?") != std::string_view::npos ||
      name.find("  ") != std::string_view::npos)
    return encoded_words(name);
  return std::all_of(name.begin(), name.end(), atoms) ? std::string(name) : quoted(name);
}

/// `local@domain` as it may stand between angle brackets and in an SMTP command: nothing in it ends either.
bool is_address(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size() || address.size() > 254)
    return false;
  const auto local = address.substr(0, at), domain = address.substr(at + 1);
  const auto in_domain = [](char c) { return is_alphanumeric(c) || is_one_of(c, "-._[]:"); };
  if (!std::all_of(domain.begin(), domain.end(), in_domain)) return false;
  if (local.front() != '"')
    return std::all_of(local.begin(), local.end(), [](char c) { return is_atom_character(c) || c == '.'; });
  if (local.size() < 2 || local.back() != '"') return false;
  return std::all_of(local.begin() + 1, local.end() - 1,
                     [](char c) { return is_visible(c) && !is_one_of(c, "\"\\<>"); });
}

bool is_message_id(std::string_view id) {
  return !id.empty() && id.size() <= 900 &&
         std::all_of(id.begin(), id.end(), [](char c) { return is_visible(c) && c != '<' && c != '>'; });
}

bool is_plain_file_name(std::string_view name) {
  return name.size() <= 60 && is_ascii(name) && std::none_of(name.begin(), name.end(), [](char c) {
           return is_one_of(c, "\"\\ %");  // readers disagree about escapes; blanks may be folded
         });
}

}  // namespace

Result<> Header::add(std::string_view name, std::string_view value) {
  if (!is_ascii(value))
    return fail(ErrorKind::internal, "control or 8-bit byte in field " + std::string(name));
  std::string field = std::string(name) + ':';
  std::size_t line = field.size();
  bool first = true;
  for (const auto word : core::split(value, ' ')) {
    if (word.size() >= longest_line)
      return fail(ErrorKind::internal, "word too long in field " + std::string(name));
    // A line of blanks only would end up in no reader's eyes, or end the header in some: fold before words
    // alone.
    if (!first && !word.empty() && line + 1 + word.size() > preferred_line) {
      field += "\r\n";
      line = 0;
    }
    field += ' ';
    field += word;
    line += 1 + word.size();
    first = false;
  }
  bytes_ += field + "\r\n";
  return {};
}

std::string unstructured(std::string_view text) {
  const auto words = core::split(text, ' ');
  const auto first = std::find_if(words.begin(), words.end(), needs_encoding);
  if (first == words.end()) return std::string(text);
  const auto last = std::find_if(words.rbegin(), words.rend(), needs_encoding);
  // Blanks between two encoded words are not shown, so everything from the first to the last goes inside.
  const auto begin = first->data();
  const auto end = last->data() + last->size();
  std::string out(text.substr(0, static_cast<std::size_t>(begin - text.data())));
  out += encoded_words({begin, static_cast<std::size_t>(end - begin)});
  out += std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end));
  return out;
}

Result<std::string> mailbox(const core::Address& who) {
  if (!is_address(who.address))
    return fail(ErrorKind::malformed, "not an address we can send to: " + clean_line(who.address));
  const auto name = clean_line(who.name);
  if (name.empty() || name.find('@') != std::string::npos) return who.address;
  return phrase(name) + " <" + who.address + '>';
}

Result<std::string> message_id(std::string_view id) {
  if (!is_message_id(id)) return fail(ErrorKind::internal, "not a Message-ID: " + clean_line(id));
  return '<' + std::string(id) + '>';
}

std::string references(const std::vector<std::string>& ids) {
  std::vector<std::string_view> usable;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(usable), is_message_id);
  if (usable.empty()) return {};
  std::size_t length = usable.front().size();
  auto newest = usable.end();
  while (newest - 1 != usable.begin() && length + (newest - 1)->size() + 3 <= references_budget)
    length += (--newest)->size() + 3;
  std::string out = '<' + std::string(usable.front()) + '>';
  for (; newest != usable.end(); ++newest) out += " <" + std::string(*newest) + '>';
  return out;
}

std::string date(core::Time when) {
  static constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto two_digits = [](auto number) {
    const auto digits = std::to_string(number);
    return digits.size() < 2 ? '0' + digits : digits;
  };
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(when - day));
  return std::string(weekdays[std::chrono::weekday(day).c_encoding()]) + ", " +
         two_digits(static_cast<unsigned>(date.day())) + ' ' +
         months[static_cast<unsigned>(date.month()) - 1] + ' ' +
         std::to_string(static_cast<int>(date.year())) + ' ' + two_digits(time.hours().count()) + ':' +
         two_digits(time.minutes().count()) + ':' + two_digits(time.seconds().count()) + " +0000";
}

std::string type_name_parameter(std::string_view name) {
  constexpr std::size_t longest = 240;  // what does not fit a line: RFC 2231 alone tells it
  if (is_plain_file_name(name) || name.size() > longest) return {};
  return "; name=\"" + encoded_words(name) + '"';
}

std::string file_name_parameters(std::string_view name) {
  if (is_plain_file_name(name)) return "; filename=\"" + std::string(name) + '"';

  constexpr std::size_t section_length = 54;
  std::vector<std::string> sections{"UTF-8''"};
  while (!name.empty()) {
    const auto length = std::max<std::size_t>(code_point_length(name), 1);
    const auto encoded = core::percent_encoded(name.substr(0, length), "!#$&+^`{|}");
    if (sections.back().size() + encoded.size() > section_length) sections.emplace_back();
    sections.back() += encoded;
    name.remove_prefix(length);
  }
  if (sections.size() == 1) return "; filename*=" + sections.front();
  std::string out;
  for (std::size_t i = 0; i < sections.size(); ++i)
    out += "; filename*" + std::to_string(i) + "*=" + sections[i];
  return out;
}

}  // namespace ticketd::templates
