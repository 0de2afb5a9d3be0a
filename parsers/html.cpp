#include "parsers/html.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/html_elements.h"
#include "parsers/html_entities.h"
#include "parsers/html_tag.h"

#include <algorithm>
#include <vector>

namespace ticketd::parsers {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Where words end that stand apart by single spaces, and may so be written at once.
std::size_t end_of_words(std::string_view text) {
  const auto blanks_in = [](ByteBlock block) {
    return ByteBlock((block == ' ') | (block == '\n') | (block == '\t') | (block == '\r') | (block == '\f'));
  };
  for (std::size_t at = 0; at < text.size(); at += sizeof(ByteBlock)) {
    const auto block = block_within(text, at), next = block_within(text, at + 1);
    const auto ends = blanks_in(block) & ~(ByteBlock(block == ' ') & ~blanks_in(next));
    if (const auto bits = top_bits(ends); bits != 0)
      return at + static_cast<std::size_t>(std::countr_zero(bits));
  }
  return text.size() - (text.ends_with(' ') ? 1 : 0);
}

/// Writes words with the blanks between them collapsed, and block breaks only when a word follows.
class TextWriter {
 public:
  void add(std::string_view text) {
    if (preformatted > 0) return add_preformatted(text);
    while (!text.empty()) {
      if (is_html_blank(text.front())) blank_pending_ = true;
      while (!text.empty() && is_html_blank(text.front())) text.remove_prefix(1);
      const auto words = text.substr(0, end_of_words(text));
      if (!words.empty()) begin_word();
      out_ += words;
      text.remove_prefix(words.size());
    }
  }

  /// At least `count` line ends before the next word; 2 make an empty line.
  void block_break(int count) {
    if (at_start_) return;
    breaks_ = std::max(breaks_, count);
    blank_pending_ = false;
  }

  void line_break() {
    ++breaks_;
    blank_pending_ = false;
  }

  void cell_break() {
    if (breaks_ == 0 && !at_start_) cell_pending_ = true;
  }

  std::string finish() {
    while (!out_.empty() && (out_.back() == '\n' || out_.back() == ' ')) out_.pop_back();
    return std::move(out_);
  }

  int preformatted = 0;
  int quote_depth = 0;
  int indent = 0;
  std::string marker;  ///< of the list item whose first word comes next

 private:
  void begin_word() {
    constexpr int most_breaks = 3;
    if (at_start_ || breaks_ > 0) {
      for (int i = 0; i < std::min(breaks_, most_breaks) && !at_start_; ++i) {
        if (i > 0) append_quote_marks(false);
        out_ += '\n';
      }
      append_quote_marks(true);
      out_.append(static_cast<std::size_t>(std::max(0, indent - (marker.empty() ? 0 : 2))), ' ');
      out_ += marker;
      marker.clear();
    } else if (cell_pending_) {
      out_ += '\t';
    } else if (blank_pending_) {
      out_ += ' ';
    }
    at_start_ = cell_pending_ = blank_pending_ = false;
    breaks_ = 0;
  }

  void add_preformatted(std::string_view text) {
    while (!text.empty()) {
      const auto line = text.substr(0, text.find('\n'));
      if (!line.empty()) begin_word();
      out_ += line;
      if (line.size() < text.size()) line_break();
      text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
  }

  void append_quote_marks(bool text_follows) {
    const int depth = text_follows ? quote_depth : std::min(quote_depth, last_depth_);
    out_.append(static_cast<std::size_t>(depth), '>');
    if (depth > 0 && text_follows) out_ += ' ';
    if (text_follows) last_depth_ = quote_depth;
  }

  std::string out_;
  int breaks_ = 0;
  int last_depth_ = 0;
  bool blank_pending_ = false, cell_pending_ = false, at_start_ = true;
};

class Converter {
 public:
  explicit Converter(std::string_view html) : html_(html) {}

  std::string run() {
    for (;;) {
      while (at_ < html_.size()) {
        const char c = html_[at_];
        if (c == '<' && read_markup()) continue;
        if (c == '&' && read_entity()) continue;
        const auto end =
            find_byte(html_, at_ + 1, [](ByteBlock block) { return (block == '<') | (block == '&'); });
        text(html_.substr(at_, end - at_));
        at_ = end;
      }
      if (hidden_.empty()) return writer_.finish();
      show_again();
    }
  }

 private:
  void text(std::string_view piece) {
    if (!hidden_.empty()) return;
    writer_.add(piece);
    if (in_link_) link_text_ += piece;
  }

  bool read_entity() {
    std::string character;
    const auto length = append_entity(html_.substr(at_), character);
    if (length == 0) return false;
    at_ += length;
    if (character == "\xc2\xa0") character = " ";
    if (character == "\xc2\xad" || character == "\xe2\x80\x8b") return true;  // soft hyphen, zero-width space
    text(character);
    return true;
  }

  /// A tag, comment or declaration at `<`; false when it is a mere less-than sign.
  bool read_markup() {
    const auto rest = html_.substr(at_);
    if (rest.starts_with("<!--")) {
      if (rest.starts_with("<!-->")) return skip_to(">", 4);
      return skip_to("-->", 4);
    }
    if (rest.size() < 2) return false;
    if (rest[1] == '!' || rest[1] == '?') return skip_to(">", 2);
    const bool closing = rest[1] == '/';
    const std::size_t name_start = closing ? 2 : 1;
    if (name_start >= rest.size() || !is_letter(rest[name_start])) return false;
    const auto end = tag_end(rest);
    if (end == std::string_view::npos) return skip_to("", rest.size());  // as browsers do
    std::size_t name_end = name_start;
    while (name_end < end && !is_html_blank(rest[name_end]) && rest[name_end] != '/') ++name_end;
    Tag tag{rest.substr(name_start, name_end - name_start), closing, rest.substr(name_end, end - name_end)};
    if (const auto colon = tag.name.find(':'); colon != std::string_view::npos)
      tag.name.remove_prefix(colon + 1);  // <o:p>
    at_ += end + 1;
    apply(tag);
    return true;
  }

  bool skip_to(std::string_view end, std::size_t from) {
    const auto found = html_.find(end, at_ + from);
    at_ = found == std::string_view::npos ? html_.size() : found + end.size();
    return true;
  }

  /// The `>` that ends the tag, past quoted attributes; npos when the tag never ends. A quote that is never
  /// closed can be met only once of each kind, so all calls together stay linear.
  static std::size_t tag_end(std::string_view rest) {
    const auto next_telling = [&](std::size_t at) {
      return find_byte(rest, at,
                       [](ByteBlock block) { return (block == '"') | (block == '\'') | (block == '>'); });
    };
    char quote = '\0';
    for (auto i = next_telling(1); i < rest.size(); i = next_telling(i + 1)) {
      const char c = rest[i];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if ((c == '"' || c == '\'') && i > 0 && (rest[i - 1] == '=' || is_html_blank(rest[i - 1]))) {
        quote = c;
      } else if (c == '>') {
        return i;
      }
    }
    return quote == '\0' ? std::string_view::npos : rest.find('>');  // a quote that was never closed
  }

  /// A hidden element that is never closed would swallow the mail: it is read again as if it were not hidden,
  /// and so is everything below it.
  void show_again() {
    at_ = hidden_from_;
    hidden_ = {};
    hides_ = false;
  }

  void hide(const Tag& tag) {
    hidden_ = tag.name;
    hidden_depth_ = 1;
    hidden_from_ = at_;
  }

  void apply_hidden(const Tag& tag) {
    if (!core::equal_ignoring_case(tag.name, hidden_)) return;
    hidden_depth_ += tag.closing ? -1 : 1;
    if (hidden_depth_ == 0) hidden_ = {};
  }

  void apply(const Tag& tag) {
    if (!hidden_.empty()) return apply_hidden(tag);
    const auto& element = element_named(tag.name);
    if (hides_ && !tag.closing && !element.empty && is_hidden(tag)) return hide(tag);
    if (!tag.closing && element.invisible) return skip_element(core::ascii_lower(tag.name));
    switch (element.effect) {
      case Effect::line_break:
        return writer_.line_break();
      case Effect::cell:
        return writer_.cell_break();
      case Effect::link:
        return tag.closing ? close_link() : open_link(tag);
      default:
        break;
    }
    if (!element.paragraph && !element.block) return;
    writer_.block_break(element.paragraph && lists_.empty() ? 2 : 1);
    apply_to_block(element.effect, tag.closing);
  }

  void apply_to_block(Effect effect, bool closing) {
    switch (effect) {
      case Effect::quote:
        return count(writer_.quote_depth, closing);
      case Effect::preformatted:
        return count(writer_.preformatted, closing);
      case Effect::bullets:
        return list(0, closing);
      case Effect::numbers:
        return list(1, closing);
      case Effect::item:
        if (!closing) list_item();
        return;
      default:
        return;
    }
  }

  static void count(int& depth, bool closing) {
    constexpr int deepest = 20;
    depth = std::clamp(depth + (closing ? -1 : 1), 0, deepest);
  }

  void skip_element(const std::string& name) {
    if (std::find(never_closed_.begin(), never_closed_.end(), name) != never_closed_.end()) return;
    const auto end = "</" + name;
    for (auto found = html_.find("</", at_); found != std::string_view::npos;
         found = html_.find("</", found + 2)) {
      if (!core::starts_with_ignoring_case(html_.substr(found), end)) continue;
      const auto close = html_.find('>', found);
      at_ = close == std::string_view::npos ? html_.size() : close + 1;
      return;
    }
    never_closed_.push_back(name);  // not searched for again: that would be quadratic
    if (name == "script" || name == "style") at_ = html_.size();
  }

  void list(int first_number, bool closing) {
    constexpr std::size_t deepest = 20;
    if (closing) {
      if (!lists_.empty()) lists_.pop_back();
    } else if (lists_.size() < deepest) {
      lists_.push_back(first_number);
    }
    writer_.indent = static_cast<int>(lists_.size()) * 2;
  }

  void list_item() {
    if (lists_.empty() || lists_.back() == 0) {
      writer_.marker = "- ";
    } else {
      writer_.marker = std::to_string(lists_.back()++) + ". ";
    }
  }

  void open_link(const Tag& tag) {
    close_link();
    link_ = attribute(tag, "href");
    link_text_.clear();
    in_link_ = true;
  }

  /// The address of a link is shown when its text does not say it already.
  void close_link() {
    if (!in_link_) return;
    in_link_ = false;
    const bool to_web = core::starts_with_ignoring_case(link_, "http://") ||
                        core::starts_with_ignoring_case(link_, "https://");
    const auto shown = core::trim(link_text_);
    if (!to_web || shown.empty() || link_.find(shown) != std::string::npos ||
        shown.find("://") != std::string_view::npos)
      return;
    if (core::starts_with_ignoring_case(shown, "www.")) return;
    writer_.add(" <" + link_ + ">");
  }

  std::string_view html_;
  std::size_t at_ = 0;
  TextWriter writer_;
  std::vector<std::string> never_closed_;
  std::vector<int> lists_;  // the next number of each open list; 0: bullets
  bool in_link_ = false;
  std::string link_, link_text_;
  std::string_view hidden_;  // the name of the hidden element that the text stands in; empty: in none
  int hidden_depth_ = 0;
  std::size_t hidden_from_ = 0;  // behind its tag
  bool hides_ = true;
};

}  // namespace

std::string html_to_text(std::string_view html) { return Converter(html).run(); }

std::string html_declared_charset(std::string_view bytes) {
  constexpr std::size_t looked_at = 4096;
  const auto head = core::ascii_lower(bytes.substr(0, looked_at));
  for (auto meta = head.find("<meta"); meta != std::string::npos; meta = head.find("<meta", meta + 5)) {
    const auto end = head.find('>', meta);
    const auto charset = head.find("charset=", meta);
    if (charset == std::string::npos || charset > end) continue;
    auto start = charset + 8;
    while (start < head.size() && (head[start] == '"' || head[start] == '\'' || head[start] == ' ')) ++start;
    const auto stop = head.find_first_of("\"' ;/>", start);
    return head.substr(start, stop == std::string::npos ? stop : stop - start);
  }
  return {};
}

}  // namespace ticketd::parsers
