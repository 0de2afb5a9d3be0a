#include "parsers/parse.h"
#include "tests/fuzz/promises.h"

using namespace ticketd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto mail = parsers::parse(fuzz::text_of(data, size));
  for (const auto* shown :
       {&mail.subject, &mail.text, &mail.new_text, &mail.quote, &mail.signature, &mail.message_id})
    fuzz::require_clean(*shown);
  for (const auto& file : mail.attachments) {
    fuzz::require_clean(file.filename);
    fuzz::require_clean(file.content_type);
    fuzz::require(file.filename.find_first_of("/\\\r\n") == std::string::npos);
  }
  for (const auto& problem : mail.problems) {
    fuzz::require_clean(problem);
    fuzz::require(!problem.starts_with("not fully parsed"));  // a bug behind the barrier
  }
  return 0;
}
