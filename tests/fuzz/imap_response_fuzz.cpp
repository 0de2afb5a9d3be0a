#include "daemon/mail_client/imap_words.h"
#include "tests/fuzz/promises.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace ticketd;

namespace {

/// What a stream says when it comes in portions of `octets`.
std::vector<std::string> texts(std::string_view stream, std::size_t octets) {
  daemon::ImapReader reader({.line = 1024, .literal = 256, .discarded = 4096});
  std::vector<std::string> found;
  while (!stream.empty()) {
    reader.feed(stream.substr(0, octets));
    stream.remove_prefix(std::min(octets, stream.size()));
    while (true) {
      auto next = reader.next();
      if (!next) return found.push_back(next.error().detail), found;  // final: the stream is out of step
      if (!*next) break;
      auto& response = **next;
      found.push_back(response.text);
      for (const auto& literal : response.literals) {
        fuzz::require(literal.bytes.size() <= 256 && literal.at <= response.text.size());
        found.push_back(literal.bytes);
      }
      (void)daemon::capabilities(response);  // these must only come back
      (void)daemon::exists(response);
      (void)daemon::number_in_code(response.text, "UIDNEXT");
      if (const auto uids = daemon::found_uids(response, 100)) fuzz::require(uids->size() <= 100);
      (void)daemon::fetched(response);
    }
  }
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto stream = fuzz::text_of(data, size);
  fuzz::require(texts(stream, stream.size()) == texts(stream, 1));
  return 0;
}
