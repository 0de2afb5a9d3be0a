#include "daemon/mail_client/smtp_reply.h"
#include "tests/fuzz/promises.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace ticketd;

namespace {

/// What a server says when it comes in portions of `octets`.
std::vector<std::string> texts(std::string_view stream, std::size_t octets) {
  daemon::SmtpReplyReader reader;
  std::vector<std::string> found;
  while (!stream.empty()) {
    reader.feed(stream.substr(0, octets));
    stream.remove_prefix(std::min(octets, stream.size()));
    while (true) {
      const auto next = reader.next();
      if (!next) return found.push_back("no reply"), found;
      if (!*next) break;
      fuzz::require((*next)->code >= 200 && (*next)->code < 560);
      found.push_back((*next)->enhanced + ' ' + (*next)->text());
      fuzz::require(found.back().find_first_of("\r\n") == std::string::npos);
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
