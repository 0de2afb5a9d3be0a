// The one door to the mail reader: bytes in, core::Mail out. Any thread; never throws, never recurses,
// bounded in time and memory by `Limits`. Whatever cannot be read is named in Mail::problems; there is always
// a Mail.
#pragma once

#include "core/mail.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace ticketd::parsers {

/// Bounds on one mail; beyond them the rest is left unread and a problem says so.
struct Limits {
  std::size_t header_bytes = 256 * 1024;
  std::size_t header_fields = 1000;
  std::size_t field_bytes = 64 * 1024;
  std::size_t address_field_bytes = 32 * 1024;
  std::size_t addresses = 1000;
  std::size_t depth = 20;
  std::size_t parts = 500;
  std::size_t parameters = 64;
  std::size_t html_bytes = 1024 * 1024;
  // Of the text: new text, quotes, commands and forwards come from these. Each line costs more memory than
  // most have bytes.
  std::size_t searched_text_bytes = 1024 * 1024;
  std::size_t searched_text_lines = 50'000;
};

struct ParseOptions {
  Limits limits;
  std::string default_charset;  ///< the mailbox's charset for unlabelled 8-bit text; empty: none
  bool null_sender = false;     ///< it came with MAIL FROM:<>, whether or not a Return-Path says so
  bool content_hash =
      false;  ///< fill Mail::content_hash and seals, which only the search for duplicates asks for
};

[[nodiscard]] core::Mail parse(std::string_view bytes, const ParseOptions& options = {});

}  // namespace ticketd::parsers
