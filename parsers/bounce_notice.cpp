#include "parsers/bounce_notice.h"

#include "core/text.h"
#include "parsers/bounce_folding.h"
#include "parsers/bounce_words.h"
#include "parsers/delivery_status.h"
#include "parsers/phrase_search.h"
#include "parsers/text_addresses.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace ticketd::parsers {
namespace {

constexpr std::size_t most_notice_bytes = 64 * 1024;
constexpr std::size_t most_notice_lines = 600;
constexpr std::size_t most_recipients = 200;
constexpr std::size_t most_diagnosis_lines = 24;

/// Without what programs draw around their headings.
std::string_view without_ornaments(std::string_view line) {
  while (!line.empty() && std::string_view(" \t-*=_>#|+.").find(line.front()) != std::string_view::npos)
    line.remove_prefix(1);
  return line;
}

/// As many lower-case bytes as the longest of the phrases with which lines are compared.
std::string lower_start(std::string_view line) { return core::ascii_lower(line.substr(0, 48)); }

/// The first bytes of that: most lines need no closer look.
std::optional<std::array<char, 4>> first_bytes(std::string_view line) {
  std::array<char, 4> bytes{};
  if (line.size() < bytes.size()) return std::nullopt;
  std::ranges::transform(line.substr(0, bytes.size()), bytes.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return bytes;
}

bool announces_copy(std::string_view line) {
  static const auto announcements = search_for(copy_announcements());
  const auto plain = without_ornaments(line);
  if (!announcements.may_begin(first_bytes(plain))) return false;
  if (plain.size() > 160 || plain.ends_with(".")) {
    if (!core::starts_with_ignoring_case(plain, "below") &&
        !core::starts_with_ignoring_case(plain, "message headers") &&
        !core::starts_with_ignoring_case(plain, "original message follows") &&
        !core::starts_with_ignoring_case(plain, "this is a copy") &&
        !core::starts_with_ignoring_case(plain, "enclosed") &&
        !core::starts_with_ignoring_case(plain, "the header") && line.substr(0, 3) != "---")
      return false;
  }
  const auto words = announcements.beginning_of(lower_start(plain));
  if (words.empty()) return false;
  static constexpr std::string_view of_a_sentence[] = {" was", " details", " 정보", " 제목",
                                                       "信息", "資訊",     "标题",  "主题"};
  const auto rest = plain.substr(words.size());
  return std::ranges::none_of(of_a_sentence, [&](std::string_view more) {
    return core::starts_with_ignoring_case(rest, more);  // "Original message was …", "原邮件信息："
  });
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool begins_header(std::string_view line) {
  static const auto headers = search_for(header_names());
  return headers.may_begin(first_bytes(line)) && !headers.beginning_of(lower_start(line)).empty();
}

bool is_service(std::string_view address) {
  const auto local = core::ascii_lower(address.substr(0, address.find('@')));
  return local == "postmaster" || local == "mailer-daemon" || local == "abuse" || local == "mailerdaemon";
}

enum class Place : unsigned char {
  of_another,
  elsewhere,
  coded,
  named,
  heading
};  // how strongly an address is a recipient

struct Mention {
  std::string_view address;
  std::size_t line = 0;
  Place place = Place::elsewhere;
  bool own = false;
};

/// The address opens the line and nothing but its diagnosis follows: `<kim@example.com>: 550 …`,
/// `kim@example.com`.
bool is_heading(std::string_view line, const TextAddress& address) {
  for (const char c : line.substr(0, address.begin))
    if (std::string_view(" \t*>-<\"'[(.").find(c) == std::string_view::npos &&
        static_cast<unsigned char>(c) < 0x80)
      return false;
  if (address.begin > 24) return false;
  const auto rest = line.substr(address.end);
  if (core::trim(rest).empty()) return true;
  const auto next = rest.front();
  if (next == ':' || next == ',' || next == ';' || next == '(' || next == '[') return true;
  const auto words = core::trim(rest);
  return words.starts_with("...") || words.starts_with('(') || words.starts_with('[') ||
         words.starts_with('<') || words.starts_with('-') || words.starts_with(':') ||
         rest.starts_with(" on ") || rest.starts_with(" via ") ||
         core::starts_with_ignoring_case(words, "invalid") ||
         core::starts_with_ignoring_case(words, "error") ||
         core::starts_with_ignoring_case(words, "delivery") || !codes_in(words.substr(0, 12)).reply.empty();
}

/// "kim@example.com 님께 보내신 메일이 …"
bool is_sent_to(std::string_view behind_address) {
  const auto words = core::trim(behind_address);
  return std::ranges::any_of(recipient_particles(),
                             [&](std::string_view particle) { return words.starts_with(particle); });
}

Place place_of(std::string_view line, const TextAddress& address, std::string_view line_before) {
  if (is_heading(line, address)) {
    const auto before = core::ascii_lower(core::trim(line_before));
    const bool asks_to_write = before.ends_with("contact") || before.ends_with("mail to") ||
                               before.ends_with("contact:") || before.ends_with(" at") ||
                               before.ends_with(" by") || before.ends_with("from");
    return asks_to_write ? Place::of_another : Place::heading;
  }
  if (is_sent_to(line.substr(address.end))) return Place::named;
  const auto before = core::ascii_lower(line.substr(0, address.begin));
  const auto nearest = [&](const PhraseSearch& words) {
    std::size_t last = 0;
    words.any_place(before, [&](const std::string& word, std::size_t at) {
      last = std::max(last, at + word.size());
      return false;
    });
    return last;
  };
  static const auto recipients = search_for(recipient_names());
  static const auto others = search_for(other_parties());
  // A line of the transcript: `550 <kim@example.com>... User unknown`.
  if (const auto codes = codes_in(before);
      core::trim(before).size() <= 12 && !codes.reply.empty() && before.ends_with(' '))
    return Place::named;
  const auto recipient = nearest(recipients);
  const auto other = nearest(others);
  if (recipient > other) return Place::named;
  if (other != 0) return Place::of_another;
  const auto codes = codes_in(line);
  return codes.reply.empty() && codes.enhanced.empty() ? Place::elsewhere : Place::coded;
}

std::vector<std::string_view> lines_of(std::string_view notice) {
  std::vector<std::string_view> lines;
  constexpr std::size_t usual_number = 64;
  lines.reserve(usual_number);
  for (auto rest = notice.substr(0, most_notice_bytes); !rest.empty() && lines.size() < most_notice_lines;)
    lines.push_back(core::take_line(rest));
  return lines;
}

std::vector<Mention> mentions_in(const std::vector<std::string_view>& lines,
                                 const std::vector<std::string>& own) {
  std::vector<Mention> mentions;
  std::string_view last_text;  // the line before that says something
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto text_before = last_text;
    if (!core::trim(lines[i]).empty()) last_text = lines[i];
    if (lines[i].find('@') == std::string_view::npos) continue;
    for (const auto& found : addresses_in(lines[i])) {
      if (mentions.size() >= most_notice_lines) return mentions;
      const bool is_own = std::ranges::any_of(
          own, [&](const std::string& mine) { return core::equal_ignoring_case(mine, found.address); });
      mentions.push_back({found.address, i, place_of(lines[i], found, text_before), is_own});
    }
  }
  return mentions;
}

std::vector<Mention> recipients_among(const std::vector<Mention>& mentions) {
  std::vector<Mention> recipients;
  const auto take = [&](Place place, bool own, bool service) {
    for (const auto& mention : mentions) {
      if (mention.place != place || mention.own != own || is_service(mention.address) != service) continue;
      const bool known = std::ranges::any_of(recipients, [&](const Mention& r) {
        return core::equal_ignoring_case(r.address, mention.address);
      });
      if (!known && recipients.size() < most_recipients) recipients.push_back(mention);
    }
    return !recipients.empty();
  };
  for (const bool service : {false, true})
    for (const bool own : {false, true})
      for (const auto place : {Place::heading, Place::named, Place::coded})
        if (take(place, own, service)) return recipients;
  return recipients;
}

bool has_code(std::string_view line) {
  const auto codes = codes_in(line);
  return !codes.reply.empty() || !codes.enhanced.empty();
}

/// "554 <kim@example.com>... Remote protocol error": a line of sendmail's transcript, which stands for
/// itself.
bool begins_with_reply(std::string_view line) {
  return line.size() > 4 && line[3] == ' ' && !codes_in(line.substr(0, 4)).reply.empty();
}

/// The lines from the recipient's heading to the next recipient, or to the end of its paragraphs.
std::string diagnosis_at(const std::vector<std::string_view>& lines, std::size_t first,
                         const std::vector<Mention>& recipients) {
  std::string text;
  const bool in_transcript = begins_with_reply(core::trim(lines[first]));
  bool coded = false;
  for (std::size_t i = first, taken = 0; i < lines.size() && taken < most_diagnosis_lines; ++i) {
    const bool another =
        i != first && std::ranges::any_of(recipients, [&](const Mention& r) { return r.line == i; });
    if (another) break;
    const auto line = core::trim(lines[i]);
    if (i != first && in_transcript && begins_with_reply(line)) break;
    if (line.empty()) {
      if (coded) break;
      continue;
    }
    coded = coded || has_code(line);
    if (!text.empty()) text += ' ';
    text += line;
    ++taken;
  }
  if (in_transcript && first > 0 && lines[first - 1].starts_with("<<< "))
    text.append(" ").append(lines[first - 1].substr(4));  // what the other host answered
  return text;
}

/// What the transcript elsewhere in the notice says about this address.
std::string transcript_about(const std::vector<std::string_view>& lines, std::string_view address,
                             std::size_t heading) {
  std::string text;
  const auto wanted = core::ascii_lower(address);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == heading || lines[i].size() < wanted.size() ||
        core::ascii_lower(lines[i]).find(wanted) == std::string::npos)
      continue;
    for (std::size_t j = i; j < std::min(i + 3, lines.size()); ++j) {
      const auto line = core::trim(lines[j]);
      const bool about_another = j != i && line.find('@') != std::string_view::npos &&
                                 core::ascii_lower(line).find(wanted) == std::string::npos;
      if (line.empty() || about_another) break;
      if (has_code(line) || j != i) text.append(text.empty() ? "" : " ").append(line);
    }
  }
  return text;
}

/// "Hello help@example.com," is said to the sender, under another of its addresses.
bool is_greeted(std::string_view line, std::string_view address) {
  return core::trim(line).ends_with(std::string(address) + ",");
}

/// iPlanet quotes the header of the original, indented, before it says what failed: 0 where nothing is said
/// right below.
std::size_t quoted_header_length(std::string_view from_header) {
  const auto end = from_header.find("\n\n");
  if (end == std::string_view::npos || !is_blank(from_header.front())) return 0;
  const auto below = from_header.substr(end + 2);
  const bool says_more = !below.empty() && !is_blank(below.front()) &&
                         !failure_words(first_words(below.substr(0, below.find('\n')))).empty();
  return says_more ? end : 0;
}

}  // namespace

NoticeText split_notice(std::string_view text) {
  std::size_t begin = 0;
  bool something_before = false;
  std::string_view quoted;
  while (begin < text.size()) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = core::trim(text.substr(begin, end - begin));
    if (something_before && begins_header(line)) {
      const auto length = quoted.empty() ? quoted_header_length(text.substr(begin)) : 0;
      if (length == 0) return {text.substr(0, begin), text.substr(begin)};
      quoted = text.substr(begin, length);
      begin += length;
      continue;
    }
    if (something_before && announces_copy(line))
      return {text.substr(0, begin), text.substr(std::min(end + 1, text.size()))};
    something_before = something_before || !line.empty();
    begin = end + 1;
  }
  return {text, quoted};
}

std::vector<NoticedRecipient> read_notice(std::string_view notice, const std::vector<std::string>& own) {
  const auto lines = lines_of(notice);
  const auto recipients = recipients_among(mentions_in(lines, own));

  std::vector<NoticedRecipient> out;
  for (const auto& recipient : recipients) {
    auto diagnosis = diagnosis_at(lines, recipient.line, recipients);
    if (!has_code(diagnosis))
      if (const auto transcript = transcript_about(lines, recipient.address, recipient.line);
          !transcript.empty())
        diagnosis.append(" ").append(transcript);
    out.push_back({std::string(recipient.address), std::move(diagnosis), recipient.own});
  }
  return out;
}

std::string lone_address(std::string_view notice, const std::vector<std::string>& own) {
  const auto lines = lines_of(notice);
  std::string_view lone;
  for (const auto& mention : mentions_in(lines, own)) {
    if (mention.own || is_service(mention.address)) continue;
    const bool another = !lone.empty() && !core::equal_ignoring_case(lone, mention.address);
    if (another || mention.place == Place::of_another || is_greeted(lines[mention.line], mention.address))
      return {};
    lone = mention.address;
  }
  return std::string(lone);
}

bool holds_refusal(std::string_view notice) {
  return std::ranges::any_of(lines_of(notice), [](std::string_view line) {
    const auto codes = codes_in(line);
    return !line.starts_with('>') && !codes.reply.empty() && codes.reply.front() != '2' &&
           codes.enhanced.starts_with(codes.reply.front());
  });
}

std::string first_words(std::string_view text) { return folded(text.substr(0, 8 * 1024)); }

std::string_view failure_words(std::string_view first_words) {
  static const auto search = search_for_spellings(failure_phrases());
  return search.first_in(first_words);
}

std::string_view delay_words(std::string_view first_words) {
  static const auto search = search_for_spellings(delay_phrases());
  return search.first_in(first_words);
}

}  // namespace ticketd::parsers
