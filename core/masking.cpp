#include "core/masking.h"

#include "core/addressing.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace ticketd::core {

namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// What joins the words of a local part, so that `mr.kim@…` is somebody else than `kim@…`.
bool joins_words(char c) { return std::string_view("._%+-").find(c) != std::string_view::npos; }

/// What may stand in a local part as well, and around an address more often: `'kim@…'`, `to=kim@…`.
bool is_odd_letter(char c) { return std::string_view("'&=/!#$*?^`{|}~").find(c) != std::string_view::npos; }

struct Span {
  std::size_t begin = 0, end = 0;
};

std::size_t end_of_domain(std::string_view text, std::size_t at) {
  auto end = at + 1;
  while (end < text.size() && (is_alphanumeric(text[end]) || text[end] == '.' || text[end] == '-')) ++end;
  while (text[end - 1] == '.' || text[end - 1] == '-') --end;
  return end;
}

/// The longest address around the `@` that is an agent's.
std::optional<Span> agents_address_at(std::string_view text, std::size_t at, std::size_t not_before,
                                      const Desk& desk) {
  constexpr std::size_t longest_local = 64;
  auto begin = at;
  const auto first = std::max(not_before, at - std::min(at, longest_local));
  while (begin > first &&
         (is_alphanumeric(text[begin - 1]) || joins_words(text[begin - 1]) || is_odd_letter(text[begin - 1])))
    --begin;
  const auto end = end_of_domain(text, at);
  for (bool may_begin = true; begin < at; ++begin) {
    if (may_begin && desk.agent_with_address(text.substr(begin, end - begin))) return Span{begin, end};
    may_begin = is_odd_letter(text[begin]) || (may_begin && joins_words(text[begin]));
  }
  return std::nullopt;
}

bool names_an_agent(std::string_view text, const Desk& desk) {
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1))
    if (agents_address_at(text, at, 0, desk)) return true;
  return false;
}

constexpr auto signatures =
    std::to_array<std::string_view>({"application/pkcs7-signature", "application/x-pkcs7-signature",
                                     "application/pgp-signature", "application/pgp-keys"});
constexpr auto business_cards =
    std::to_array<std::string_view>({"text/vcard", "text/x-vcard", "text/directory"});

bool is_one_of(const auto& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool ends_ignoring_case(std::string_view name, std::string_view ending) {
  return name.size() >= ending.size() &&
         equal_ignoring_case(name.substr(name.size() - ending.size()), ending);
}

}  // namespace

std::string without_agents(std::string_view text, const Desk& desk, std::string_view instead) {
  std::string out;
  std::size_t copied = 0;
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const auto address = agents_address_at(text, at, copied, desk);
    if (!address) continue;
    out.append(text.substr(copied, address->begin - copied)).append(instead);
    copied = address->end;
  }
  return out.append(text.substr(copied));
}

bool stays_inside(const Attachment& file, const House& house) {
  const auto& type = file.content_type;
  if (is_one_of(signatures, type) || ends_ignoring_case(file.filename, ".p7s")) return true;
  const bool is_mail = type.starts_with("message/") || ends_ignoring_case(file.filename, ".eml");
  const bool is_card = is_one_of(business_cards, type) || ends_ignoring_case(file.filename, ".vcf");
  if ((is_mail || is_card) && names_an_agent(file.content, house.desk)) return true;
  return (is_mail || is_card || type.starts_with("text/")) && holds_token(file.content, house);
}

void keep_inside(Letter& letter, const Desk& desk) {
  const auto& instead = letter.from.address;
  for (auto& [name, value] : letter.variables) value = without_agents(value, desk, instead);
  for (auto* text : {&letter.subject, &letter.html, &letter.outlook.topic})
    *text = without_agents(*text, desk, instead);
  std::erase_if(letter.attachments, [](const EntryAttachment& file) { return file.stays_inside; });
}

}  // namespace ticketd::core
