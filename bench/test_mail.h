// The mails that the load generator sends. None is another's copy, or its bytes would make it a duplicate.
#pragma once

#include <cstddef>
#include <string>

namespace ticketd::bench {

struct TestMail {
  std::string sender;
  std::string content;  ///< CRLF, no line begins with a dot, ends with CRLF
};

/// Of the conversation that this mail began: nobody else writes such a subject.
[[nodiscard]] std::string subject_of(const std::string& conversation);

/// Of plain text. `number` makes id, sender, subject and body differ from those of every other mail of this
/// run.
[[nodiscard]] TestMail test_mail(const std::string& run, const std::string& recipient, std::size_t number,
                                 std::size_t size);

/// As mails come to a support address: most are short, some are Korean, half of them come with a page in HTML
/// and the large ones with a file, and every other one is its author's reply in an earlier conversation,
/// which it quotes.
[[nodiscard]] TestMail mixed_mail(const std::string& run, const std::string& recipient, std::size_t number);

}  // namespace ticketd::bench
