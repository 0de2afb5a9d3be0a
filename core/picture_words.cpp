#include "core/picture_words.h"

#include "core/text.h"

#include <algorithm>
#include <array>

namespace ticketd::core {

namespace {

/// What stands between the brackets begins with one of these (Gmail, Outlook, Apple Mail, Notes),
constexpr auto beginnings = std::to_array<std::string_view>(
    {"image:", "cid:", "inline image", "embedded image", "attached image", "이미지:", "그림:", "사진:",
     "인라인 이미지", "画像:", "图片:", "圖片:", "bild:", "imagen:", "imagem:", "immagine:", "afbeelding:"});
/// ends with the type of a picture,
constexpr auto endings = std::to_array<std::string_view>(
    {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg", ".tif", ".tiff", ".heic", ".emf", ".wmf"});
/// or has one of these as its last word: the text that a page has for the picture.
constexpr auto last_words = std::to_array<std::string_view>(
    {"image", "logo", "picture", "photo",  "icon",   "banner",   "signature", "이미지",
     "로고",  "사진", "그림",    "아이콘", "배너",   "서명",     "画像",      "ロゴ",
     "图片",  "圖片", "bild",    "imagen", "imagem", "immagine", "afbeelding"});

/// Some clients number them: "[image1]", "[inline image 1]".
std::string_view without_number(std::string_view words) {
  while (!words.empty() && words.back() >= '0' && words.back() <= '9') words.remove_suffix(1);
  return trim(words);
}

bool names_picture(std::string_view bracketed) {
  const auto words = ascii_lower(trim(bracketed));
  const auto name = without_number(words);
  const auto last = name.substr(name.find_last_of(" :-_") + 1);
  return std::ranges::any_of(beginnings, [&](auto beginning) { return words.starts_with(beginning); }) ||
         std::ranges::any_of(endings, [&](auto ending) { return words.ends_with(ending); }) ||
         std::ranges::find(last_words, last) != last_words.end();
}

bool is_link(std::string_view bracketed) {
  const auto target = trim(bracketed);
  return starts_with_ignoring_case(target, "http://") || starts_with_ignoring_case(target, "https://") ||
         starts_with_ignoring_case(target, "mailto:");
}

/// The sign for an object in a text (Apple Mail), and blanks that `trim` does not know.
constexpr std::string_view object_sign = "\uFFFC";
constexpr auto wide_blanks = std::to_array<std::string_view>({"\u00A0", "\u200B", "\uFEFF", "\u3000"});

bool take(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

/// What stands in brackets at the beginning of the text; empty where none do.
std::string_view take_bracketed(std::string_view& text) {
  const char closing = text.starts_with('[') ? ']' : text.starts_with('<') ? '>' : '\0';
  const auto end = closing ? text.find(closing) : std::string_view::npos;
  if (end == std::string_view::npos) return {};
  const auto inside = text.substr(1, end - 1);
  text.remove_prefix(end + 1);
  return inside;
}

}  // namespace

bool is_pictures_alone(std::string_view text) {
  bool any = false;
  for (text = trim(text); !text.empty(); text = trim(text)) {
    if (std::ranges::any_of(wide_blanks, [&](auto blank) { return take(text, blank); })) continue;
    const auto bracketed = take(text, object_sign) ? "image" : take_bracketed(text);
    if (!names_picture(bracketed) && !(any && is_link(bracketed))) return false;
    any = true;
  }
  return any;
}

}  // namespace ticketd::core
