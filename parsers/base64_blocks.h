// The bulk of base64, 32 characters at a time, on processors that can (AVX2). Attachments are most of the
// bytes of most large mails.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ticketd::parsers {

/// How many bytes behind the decoded ones may be written over.
inline constexpr std::size_t base64_slack = 32;

/// Decodes from `in` to `out` as long as whole blocks hold nothing but the alphabet, and moves both behind
/// what was decoded. Does nothing where the processor lacks the instructions.
void decode_base64_blocks(const std::uint8_t*& in, const std::uint8_t* end, char*& out);

}  // namespace ticketd::parsers
