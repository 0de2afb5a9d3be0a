#include "core/masking.h"

#include "core/addressing.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

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

/// How the sign is written: full width by some keyboards, encoded in URLs and in pages.
constexpr auto at_signs =
    std::to_array<std::string_view>({"@", "＠", "﹫", "%40", "&#64;", "&#x40;", "&commat;"});

std::optional<Span> at_sign_at(std::string_view text, std::size_t at) {
  for (const auto sign : at_signs)
    if (text.substr(at).starts_with(sign)) return Span{at, at + sign.size()};
  return std::nullopt;
}

std::optional<Span> next_at_sign(std::string_view text, std::size_t from) {
  constexpr std::string_view begins = "@%&\xEF";
  for (auto at = text.find_first_of(begins, from); at != std::string_view::npos;
       at = text.find_first_of(begins, at + 1))
    if (const auto sign = at_sign_at(text, at)) return sign;
  return std::nullopt;
}

std::size_t end_of_domain(std::string_view text, std::size_t begin) {
  auto end = begin;
  while (end < text.size() && (is_alphanumeric(text[end]) || text[end] == '.' || text[end] == '-')) ++end;
  while (end > begin && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  return end;
}

/// `kim+orders@…` comes to kim as well.
bool is_agents(std::string_view local, std::string_view domain, const Desk& desk) {
  const auto is_known = [&](std::string_view name) {
    return desk.agent_with_address(std::string(name).append("@").append(domain)) != nullptr;
  };
  const auto plus = local.find('+');
  return is_known(local) || (plus != std::string_view::npos && is_known(local.substr(0, plus)));
}

/// The longest address around the sign that is an agent's.
std::optional<Span> agents_address_at(std::string_view text, Span sign, std::size_t not_before,
                                      const Desk& desk) {
  constexpr std::size_t longest_local = 64;
  auto begin = sign.begin;
  const auto first = std::max(not_before, begin - std::min(begin, longest_local));
  while (begin > first &&
         (is_alphanumeric(text[begin - 1]) || joins_words(text[begin - 1]) || is_odd_letter(text[begin - 1])))
    --begin;
  const auto end = end_of_domain(text, sign.end);
  const auto domain = text.substr(sign.end, end - sign.end);
  for (bool may_begin = true; begin < sign.begin; ++begin) {
    const auto local = text.substr(begin, sign.begin - begin);
    if (may_begin && is_agents(local, domain, desk)) return Span{begin, end};
    may_begin = is_odd_letter(text[begin]) || (may_begin && joins_words(text[begin]));
  }
  return std::nullopt;
}

bool names_an_agent(std::string_view text, const Desk& desk) {
  for (auto sign = next_at_sign(text, 0); sign; sign = next_at_sign(text, sign->end))
    if (agents_address_at(text, *sign, 0, desk)) return true;
  return false;
}

/// A survey's opens the page that its link leads to; every other names a conversation.
bool is_token(std::string_view text, const Seal& seal) {
  const auto token = seal.read(text);
  return token && token->purpose != Purpose::survey;
}

/// The token that a run of letters and digits begins or ends with: `TOKEN`, `2BTOKEN` of an encoded plus.
std::optional<Span> token_in(std::string_view text, Span run, const Seal& seal) {
  if (run.end - run.begin < token_text_size) return std::nullopt;
  const auto last = run.end - token_text_size;
  for (const auto begin : {last, run.begin}) {
    if (is_token(text.substr(begin, token_text_size), seal)) return Span{begin, begin + token_text_size};
    if (last == run.begin) break;
  }
  return std::nullopt;
}

std::optional<Span> next_token(std::string_view text, std::size_t from, const Seal& seal) {
  for (auto begin = from, end = from; begin < text.size(); begin = end + 1) {
    for (end = begin; end < text.size() && is_alphanumeric(text[end]);) ++end;
    if (const auto token = token_in(text, {begin, end}, seal)) return token;
  }
  return std::nullopt;
}

/// The reply address or the Message-ID around a token (`support+TOKEN@…`, `TOKEN.7@…`), or the token alone.
Span address_around(std::string_view text, Span token, std::size_t not_before) {
  const auto belongs = [&](std::size_t at) { return is_alphanumeric(text[at]) || joins_words(text[at]); };
  while (token.begin > not_before && belongs(token.begin - 1)) --token.begin;
  auto end = token.end;
  while (end < text.size() && !at_sign_at(text, end) && belongs(end)) ++end;
  if (const auto sign = end < text.size() ? at_sign_at(text, end) : std::nullopt)
    token.end = end_of_domain(text, sign->end);
  return token;
}

/// UTF-16 of plain letters, as a program for eight bits reads it.
std::string without_zeros(std::string_view content) {
  std::string text(content);
  std::erase(text, '\0');
  return text;
}

/// Calendars, cards and headers fold their lines, quoted-printable breaks them: anywhere, also in an address.
std::string unfolded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool goes_on = !out.empty() && out.back() == '\n' && (text[i] == ' ' || text[i] == '\t');
    const bool soft =
        text[i] == '=' && (text.substr(i + 1).starts_with("\r\n") || text.substr(i + 1, 1) == "\n");
    if (soft) {
      i = text.find('\n', i);
    } else if (goes_on) {
      out.pop_back();
      if (out.ends_with('\r')) out.pop_back();
    } else {
      out += text[i];
    }
  }
  return out;
}

constexpr auto signatures =
    std::to_array<std::string_view>({"application/pkcs7-signature", "application/x-pkcs7-signature",
                                     "application/pgp-signature", "application/pgp-keys"});
constexpr auto business_cards =
    std::to_array<std::string_view>({"text/vcard", "text/x-vcard", "text/directory"});
constexpr auto outlook_mails =
    std::to_array<std::string_view>({"application/vnd.ms-outlook", "application/x-msg"});
/// What is text, though its type or its name says so less plainly than `text/…`.
constexpr auto text_types =
    std::to_array<std::string_view>({"application/ics", "application/json", "application/xml",
                                     "application/xhtml+xml", "application/csv", "application/rtf"});
constexpr auto text_endings = std::to_array<std::string_view>(
    {".txt", ".csv", ".tsv", ".htm", ".html", ".xml", ".json", ".log", ".md", ".ics", ".ifb", ".rtf"});
constexpr auto winmails = std::to_array<std::string_view>({"application/ms-tnef", "application/vnd.ms-tnef"});

bool is_one_of(const auto& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool ends_ignoring_case(std::string_view name, std::string_view ending) {
  return name.size() >= ending.size() &&
         equal_ignoring_case(name.substr(name.size() - ending.size()), ending);
}

bool is_signature(std::string_view type, std::string_view name) {
  return is_one_of(signatures, type) || ends_ignoring_case(name, ".p7s");
}

bool is_winmail(std::string_view type, std::string_view name) {
  return is_one_of(winmails, type) || equal_ignoring_case(name, "winmail.dat");
}

/// The page of a winmail.dat, as it was unpacked beside it.
bool is_unpacked_page(std::string_view type, std::string_view name) {
  return type == "application/rtf" && name == "message.rtf";
}

/// Outlook writes the sender and all recipients into it; what was attached lies unpacked beside it.
bool is_wrapping_of_agent(const Attachment& file, const Mail& mail, const Desk& desk) {
  if (mail.from.empty() || !desk.agent_with_address(mail.from.front().address)) return false;
  const auto wraps = [](const Attachment& one) { return is_winmail(one.content_type, one.filename); };
  return wraps(file) || (is_unpacked_page(file.content_type, file.filename) &&
                         std::any_of(mail.attachments.begin(), mail.attachments.end(), wraps));
}

/// Whether it is read: the content of other files (PDF, pictures) is not.
bool is_text(const Attachment& file) {
  const auto& type = file.content_type;
  const bool is_mail = type.starts_with("message/") || is_one_of(outlook_mails, type) ||
                       ends_ignoring_case(file.filename, ".eml") || ends_ignoring_case(file.filename, ".msg");
  const bool is_card = is_one_of(business_cards, type) || ends_ignoring_case(file.filename, ".vcf");
  return is_mail || is_card || type.starts_with("text/") || is_one_of(text_types, type) ||
         std::any_of(text_endings.begin(), text_endings.end(),
                     [&](std::string_view ending) { return ends_ignoring_case(file.filename, ending); });
}

/// The name of a file ends in its type, not in a domain: `kim@corp.example.pdf`.
std::string name_without_agents(const std::string& name, const Desk& desk, std::string_view instead) {
  for (auto end = name.size(); end != std::string::npos && end > 0; end = name.rfind('.', end - 1)) {
    const auto head = name.substr(0, end);
    if (auto masked = without_agents(head, desk, instead); masked != head) return masked + name.substr(end);
  }
  return name;
}

}  // namespace

std::string without_agents(std::string_view text, const Desk& desk, std::string_view instead) {
  std::string out;
  std::size_t copied = 0;
  for (auto sign = next_at_sign(text, 0); sign; sign = next_at_sign(text, sign->end)) {
    const auto address = agents_address_at(text, *sign, copied, desk);
    if (!address) continue;
    out.append(text.substr(copied, address->begin - copied)).append(instead);
    copied = address->end;
  }
  return out.append(text.substr(copied));
}

std::string without_tokens(std::string_view text, const Seal& seal, std::string_view instead) {
  std::string out;
  std::size_t copied = 0;
  for (auto token = next_token(text, 0, seal); token; token = next_token(text, copied, seal)) {
    const auto address = address_around(text, *token, copied);
    out.append(text.substr(copied, address.begin - copied)).append(instead);
    copied = address.end;
  }
  return out.append(text.substr(copied));
}

bool stays_inside(const Attachment& file, const Mail& mail, const House& house) {
  if (is_signature(file.content_type, file.filename) || is_wrapping_of_agent(file, mail, house.desk))
    return true;
  if (!is_text(file)) return false;
  const auto text = without_zeros(file.content);
  return names_an_agent(text, house.desk) || names_an_agent(unfolded(text), house.desk) ||
         next_token(text, 0, house.seal);
}

std::string names_of_kept(const std::vector<EntryAttachment>& files) {
  std::string names;
  for (const auto& file : files) {
    const auto& type = file.content_type;
    const auto& name = file.filename;
    const bool is_missed = file.stays_inside && !is_signature(type, name) && !is_winmail(type, name) &&
                           !is_unpacked_page(type, name);
    if (is_missed) names += (name.empty() ? type : name) + '\n';
  }
  return names;
}

void keep_inside(Letter& letter, const House& house) {
  const auto& instead = letter.from.address;
  const auto mask = [&](std::string& text) {
    text = without_tokens(without_agents(text, house.desk, instead), house.seal, instead);
  };
  for (auto& [name, value] : letter.variables) mask(value);
  for (auto* text : {&letter.subject, &letter.html, &letter.outlook.topic}) mask(*text);
  std::erase_if(letter.attachments, [](const EntryAttachment& file) { return file.stays_inside; });
  for (auto& file : letter.attachments)
    file.filename = name_without_agents(file.filename, house.desk, instead);
}

}  // namespace ticketd::core
