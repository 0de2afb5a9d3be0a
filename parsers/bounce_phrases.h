// The words of providers and mail programs for why a mail came back, as data. Compared with a folded
// diagnosis in which white space is one blank and addresses are left out.
#pragma once

#include "core/mail.h"

#include <span>
#include <string_view>

namespace ticketd::parsers {

struct BouncePhrases {
  core::BounceReason reason;
  std::span<const std::string_view> words;
};

/// The first group with a phrase that fits decides.
[[nodiscard]] std::span<const BouncePhrases> certain_phrases();
/// Words that many refusals share: they count only where the status code says nothing either.
[[nodiscard]] std::span<const BouncePhrases> vague_phrases();

}  // namespace ticketd::parsers
