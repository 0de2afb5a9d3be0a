// Letters for the tests of this folder: complete ones, and ones made at random.
#pragma once

#include "core/letter_variables.h"
#include "core/names.h"
#include "core/text.h"
#include "templates/render.h"

#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::templates {

inline core::Letter answer_to_customer() {
  using namespace std::chrono;
  return {.kind = core::LetterKind::public_reply,
          .from = {"예시 고객지원", "support@example.com"},
          .to = {"홍길동", "hong@customer.example"},
          .envelope_sender = "support+bounce@example.com",
          .reply_to = "support+cabc@example.com",
          .message_id = "cabc.1@desk.example.com",
          .in_reply_to = "question@customer.example",
          .references = {"first@customer.example", "question@customer.example"},
          .subject = "[#42] 주문한 상품이 오지 않았습니다",
          .date = sys_days{2026y / November / 22} + 9h + 30min + 5s,
          .auto_submitted = {},
          .loop_id = {},
          .template_name = {},
          .language = "ko",
          .variables = {{"text", "안녕하세요.\n\n오늘 발송했습니다.\n감사합니다."}},
          .attachments = {}};
}

/// With a value for every variable of its kind.
inline core::Letter full_letter(core::LetterKind kind, std::string language) {
  auto letter = answer_to_customer();
  letter.kind = kind;
  letter.language = std::move(language);
  letter.variables.clear();
  for (const auto name : core::variables_of(kind))
    letter.variables[std::string(name)] = "value of " + std::string(name);
  return letter;
}

/// All that have a text; a call of a program has none.
inline std::vector<core::LetterKind> all_kinds() {
  std::vector<core::LetterKind> kinds;
  for (const auto name : core::names_of<core::LetterKind>)
    if (name != "webhook") kinds.push_back(*core::named<core::LetterKind>(name));
  return kinds;
}

inline const Templates& shipped() {
  static const auto templates = shipped_templates();
  return *templates;
}

/// The header of a mail as unfolded lines.
inline std::vector<std::string> header_lines(std::string_view mail) {
  std::vector<std::string> lines;
  for (const auto line : core::split_lines(mail.substr(0, mail.find("\r\n\r\n")))) {
    if (line.starts_with(' ') || line.starts_with('\t'))
      lines.back() += line;
    else
      lines.emplace_back(line);
  }
  return lines;
}

inline std::string field(std::string_view mail, std::string_view name) {
  for (const auto& line : header_lines(mail))
    if (core::starts_with_ignoring_case(line, std::string(name) + ':'))
      return std::string(core::trim(std::string_view(line).substr(name.size() + 1)));
  return {};
}

/// A text of letters, blanks, Hangul, emoji, and of what an attacker or an accident would put in.
inline std::string random_text(std::mt19937& random, std::size_t length) {
  static const std::vector<std::string> pieces{"a",
                                               "Z",
                                               "7",
                                               " ",
                                               "  ",
                                               ".",
                                               ",",
                                               "@",
                                               "<",
                                               ">",
                                               "\"",
                                               "\\",
                                               "(",
                                               ")",
                                               ":",
                                               ";",
                                               "=",
                                               "=?",
                                               "?=",
                                               "%",
                                               "_",
                                               "~",
                                               "한",
                                               "글",
                                               "문의",
                                               "é",
                                               "ß",
                                               "日",
                                               "\U0001F600",
                                               "\r\n",
                                               "\n",
                                               "\r",
                                               "\t",
                                               std::string(1, '\0'),
                                               "\x1B",
                                               "\x7F",
                                               "\u202E",
                                               "\u2066",
                                               "\r\nBcc: x@evil.example\r\n",
                                               "\xFF",
                                               "\xC0\xAF",
                                               "\xED\xA0\x80",
                                               ".\r\n",
                                               "From ",
                                               "--=_",
                                               "{{text}}",
                                               "<script>",
                                               "=?UTF-8?B?AAA?=",
                                               std::string(90, 'w')};
  std::uniform_int_distribution<std::size_t> pick(0, pieces.size() - 1);
  std::string out;
  for (std::size_t i = 0; i < length; ++i) out += pieces[pick(random)];
  return out;
}

}  // namespace ticketd::templates
