#include "parsers/signature.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/charset.h"
#include "parsers/folding.h"
#include "parsers/phrase_search.h"
#include "parsers/phrases.h"

#include <algorithm>
#include <array>
#include <string>

namespace ticketd::parsers {

namespace {

constexpr std::size_t longest_signature = 60;  // lines looked at, from the end
constexpr int longest_closing = 10;            // filled lines from "Best regards" to the end
constexpr std::size_t longest_line = 160;      // bytes of a line that may begin a signature

constexpr std::array<std::string_view, 36> devices = {
    "iphone",  "ipad",    "ipod",           "samsung", "galaxy", "android",  "blackberry", "mobile",
    "phone",   "mail",    "outlook",        "huawei",  "xiaomi", "nokia",    "windows",    "smartphone",
    "tablet",  "handy",   "gmail",          "yahoo",   "nexus",  "motorola", "sony",       "htc",
    "oneplus", "redmi",   "thunderbird",    "sparrow", "아이폰", "갤럭시",   "휴대폰",     "모바일",
    "메일앱",  "메일 앱", "スマートフォン", "手机"};

std::size_t count_words(std::string_view text) {
  return text.empty() ? 0 : static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
}

/// "Outlook for iOS<https://…>" without its links.
std::string without_links(std::string_view line) {
  if (line.find('<') == std::string_view::npos && line.find('(') == std::string_view::npos)
    return std::string(line);
  std::string out;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const auto closing = line[at] == '<' ? '>' : line[at] == '(' ? ')' : '\0';
    const auto end = closing ? line.find(closing, at) : std::string_view::npos;
    if (end == std::string_view::npos)
      out += line[at];
    else
      at = end;
  }
  return out;
}

/// "-- " of RFC 3676 4.3, in the ways clients spoil it.
bool is_delimiter(const TextLine& line) {
  const auto text = line.trimmed;
  return text == "--" || text == "—" || text == "– –";
}

/// How the line of a phone begins or ends. Told from both ends of a line, so that most need not be folded;
/// links hide what stands before them.
class SentFrom {
 public:
  explicit SentFrom(const PhraseBook& book)
      : beginnings_(book.sent_from_beginnings()),
        ascii_endings_(std::ranges::any_of(book.sent_from_endings(), is_ascii)),
        last_bytes_(last_bytes_of(book.sent_from_endings())) {}

  [[nodiscard]] bool may_be(std::string_view line) const {
    if (beginnings_.may_begin(folded_start(line))) return true;
    static constexpr ByteSet opens_link("<(");
    if (opens_link.any_in(line.substr(0, 4))) return true;
    const auto last = folded_end(line);
    const auto may_end = !last || last_bytes_.holds(*last);
    return may_end && (ascii_endings_ || !is_ascii(line));
  }
  [[nodiscard]] std::string_view beginning_of(std::string_view folded) const {
    return beginnings_.beginning_of(folded);
  }

 private:
  static std::string last_bytes_of(const std::vector<std::string>& phrases) {
    std::string bytes = ">)";  // of links
    for (const auto& phrase : phrases) bytes += phrase.back();
    return bytes;
  }

  PhraseSearch beginnings_;
  bool ascii_endings_;
  ByteSet last_bytes_;
};

bool names_device(const std::string& folded) {
  return std::any_of(devices.begin(), devices.end(),
                     [&](auto device) { return folded.find(device) != std::string::npos; });
}

constexpr std::size_t longest_excuse = 5;  // words

/// "Sent from my phone with K-9 Mail. Please excuse my brevity." without the excuse.
std::string_view first_sentence(std::string_view folded) {
  const auto stop = folded.find(". ");
  if (stop == std::string_view::npos || count_words(folded.substr(stop + 2)) > longest_excuse) return folded;
  return folded.substr(0, stop + 1);
}

/// No more than a client needs to name a device and itself: several clauses are an author's.
bool names_only_device(std::string_view sentence, std::size_t words) {
  if (!sentence.ends_with('.')) return words <= 12;
  const auto plain = sentence.find_first_of(",!?;") == std::string_view::npos &&
                     sentence.find(". ") == std::string_view::npos;
  return words <= (plain ? 9 : 6);
}

/// "Sent from my iPhone", not "Sent from my desk, which is easier than my phone."
bool is_sent_from(std::string_view line) {
  if (line.size() > 2 * longest_line) return false;
  static const SentFrom sent_from(PhraseBook::instance());
  const auto written = without_rules(line).text;
  if (!sent_from.may_be(written)) return false;
  const auto folded = fold(without_links(written));
  if (folded.size() > longest_line) return false;
  if (const auto beginning = sent_from.beginning_of(folded); !beginning.empty()) {
    const auto sentence = first_sentence(folded);
    const auto words = count_words(sentence) - count_words(beginning);
    if (names_device(folded)) return names_only_device(sentence, words);
    return words <= 6 && folded.find_first_of(",!?;") == std::string::npos && !folded.ends_with('.');
  }
  const auto words = std::string_view(folded).substr(0, folded.size() - (folded.ends_with('.') ? 1 : 0));
  for (const auto& ending : PhraseBook::instance().sent_from_endings())
    if (words.ends_with(ending) && names_device(folded)) return count_words(folded) <= 8;
  return false;
}

/// A rule of underscores above "openbmc mailing list" or the list's address.
bool is_list_footer(std::span<const TextLine> lines, std::size_t at, std::size_t end) {
  if (!lines[at].drawn) return false;
  const auto unruled = without_rules(lines[at].trimmed);
  if (!unruled.text.empty() || unruled.before < 2) return false;
  const auto next = next_filled(lines, at + 1);
  if (next >= end) return false;
  const auto folded = fold(lines[next].trimmed.substr(0, 2 * longest_line));
  return folded.find("mailing list") != std::string::npos || folded.find("@list") != std::string::npos ||
         folded.find("mailman/listinfo") != std::string::npos;
}

/// "Best regards", alone or with the name behind it.
bool is_closing(std::string_view line) {
  const auto& book = PhraseBook::instance();
  static const PhraseSearch closings(book.closings());
  if (line.size() > longest_line || !closings.may_begin(folded_start(line))) return false;
  if (line.substr(0, line.find(',')).size() > book.longest_closing()) return false;
  auto folded = fold(line);
  const auto comma = folded.find(',');
  if (comma != std::string::npos && count_words(trim_all(std::string_view(folded).substr(comma + 1))) <= 4 &&
      book.is_closing(folded.substr(0, comma)))
    return true;
  while (!folded.empty() &&
         (folded.back() == ',' || folded.back() == '.' || folded.back() == '!' || folded.back() == ' '))
    folded.pop_back();
  return book.is_closing(folded);
}

/// "-Kim", "/Kim", "— Kim Minji" as the last words, behind a blank line.
bool is_dashed_name(std::span<const TextLine> lines, std::size_t at, std::size_t first) {
  if (at <= first || !lines[at - 1].blank) return false;
  auto text = lines[at].trimmed;
  for (const std::string_view dash : {"-", "/", "–", "—", "~"})
    if (text.starts_with(dash)) {
      text = trim_all(text.substr(dash.size()));
      const auto upper = !text.empty() && ((text.front() >= 'A' && text.front() <= 'Z') ||
                                           static_cast<unsigned char>(text.front()) >= 0x80);
      return upper && text.size() <= 40 && count_words(text) <= 3 &&
             text.find_first_of("0123456789:/.,?!@") == std::string_view::npos;
    }
  return false;
}

/// The first closing with at most `longest_closing` filled lines from there to the end, or `end`.
std::size_t find_closing(std::span<const TextLine> lines, std::size_t first, std::size_t end) {
  constexpr std::size_t reach = 3 * longest_closing;  // blank lines among them
  const auto filled = [&](std::size_t at) { return at < end && !lines[at].blank ? 1 : 0; };
  std::ptrdiff_t near = 0;
  for (auto at = first; at < first + reach; ++at) near += filled(at);
  for (auto at = first; at < end; ++at) {
    if (!lines[at].blank && near <= longest_closing && is_closing(lines[at].trimmed)) return at;
    near += filled(at + reach) - filled(at);
  }
  return end;
}

}  // namespace

std::size_t find_signature(std::span<const TextLine> lines, std::size_t first, std::size_t run_end) {
  auto end = run_end;
  while (end > first && lines[end - 1].blank) --end;
  const auto start = end - first > longest_signature ? end - longest_signature : first;
  auto signature = end;
  for (auto at = start; at < end && signature == end; ++at)
    if (!lines[at].blank &&
        (is_delimiter(lines[at]) || is_sent_from(lines[at].trimmed) || is_list_footer(lines, at, end)))
      signature = at;

  const auto body_end = signature;
  if (const auto closing = find_closing(lines, start, body_end); closing < body_end) return closing;
  auto last = body_end;
  while (last > first && lines[last - 1].blank) --last;
  if (last > first && is_dashed_name(lines, last - 1, first)) return last - 1;
  return signature == end ? run_end : signature;
}

}  // namespace ticketd::parsers
