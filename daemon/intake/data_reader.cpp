#include "daemon/intake/data_reader.h"

#include "core/text.h"

#include <algorithm>

namespace ticketd::daemon {
namespace {

// Doubled until it is enough, which makes 160 KiB one of the steps: what a session holds that takes more than
// 128 KiB away before it reads on.
constexpr std::size_t smallest_capacity = 20 * 1024;

}  // namespace

std::size_t DataReader::read(std::string_view bytes) {
  if (!discarded_) make_room(bytes.size());
  std::size_t at = 0;
  while (at < bytes.size() && state_ != State::ended) {
    const char next = bytes[at];
    switch (state_) {
      case State::line_start:
        if (next == '.') ++at;
        state_ = next == '.' ? State::dot : State::in_line;
        break;
      case State::dot:  // alone on its line it ends the mail; before anything else it was stuffed
        if (next == '\r') ++at;
        state_ = next == '\r' ? State::dot_cr : State::in_line;
        break;
      case State::dot_cr:
        if (next == '\n') {
          ++at;
          state_ = State::ended;
        } else {
          keep("\r");
          after_cr_ = true;
          state_ = State::in_line;
        }
        break;
      case State::in_line: {
        const auto rest = bytes.substr(at);
        const auto line = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
        read_line(line);
        at += line.size();
        break;
      }
      case State::ended:
        break;
    }
  }
  if (!nul_) nul_ = bytes.substr(0, at).find('\0') != std::string_view::npos;
  return at;
}

// `line` goes up to the next LF or, without one, to the end of the segment.
void DataReader::read_line(std::string_view line) {
  const bool has_lf = line.back() == '\n';
  const auto text = has_lf ? line.substr(0, line.size() - 1) : line;
  const bool cr_is_last = text.empty() ? after_cr_ : text.back() == '\r';

  if (!bare_line_end_) {
    const bool cr_before_text = after_cr_ && !text.empty();
    const auto first_cr = text.find('\r');
    const bool cr_inside = first_cr != std::string_view::npos && first_cr + 1 != text.size();
    bare_line_end_ = cr_before_text || cr_inside || (has_lf && !cr_is_last);
  }
  keep(line);
  after_cr_ = !has_lf && cr_is_last;
  state_ = has_lf && cr_is_last ? State::line_start : State::in_line;
}

void DataReader::keep(std::string_view piece) {
  size_ += piece.size();
  if (too_large() && !discarded_) discard();
  if (discarded_) return;
  content_ += piece;
  received_fields_.read(piece);
}

void DataReader::discard() {
  discarded_ = true;
  std::string().swap(content_);
}

void DataReader::make_room(std::size_t more) {
  const auto needed = std::min(content_.size() + more, max_size_);
  if (needed <= content_.capacity()) return;
  auto capacity = smallest_capacity;
  while (capacity < needed) capacity *= 2;
  content_.reserve(capacity);
}

void ReceivedFields::read(std::string_view piece) {
  static constexpr std::string_view name = "received:";
  while (!header_ended_ && !piece.empty()) {
    const auto lf = piece.find('\n');
    line_start_ += piece.substr(0, std::min(lf, name.size() - line_start_.size()));
    if (lf == std::string_view::npos) return;
    if (line_start_.empty() || line_start_ == "\r") header_ended_ = true;
    if (core::equal_ignoring_case(line_start_, name)) ++count_;
    line_start_.clear();
    piece.remove_prefix(lf + 1);
  }
}

}  // namespace ticketd::daemon
