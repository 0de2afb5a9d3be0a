#include "parsers/phrases.h"

#include "core/text.h"
#include "parsers/folding.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ticketd::parsers {

namespace {

constexpr std::string_view ellipsis = "…";

std::vector<std::string> phrases_of(std::string_view list) {
  std::vector<std::string> phrases;
  for (const auto phrase : core::split(list, '|'))
    if (auto folded = fold(phrase); !folded.empty()) phrases.push_back(std::move(folded));
  return phrases;
}

std::vector<std::pair<std::string_view, HeaderField>> labels_of(const Language& language) {
  return {{language.from, HeaderField::from},
          {language.to, HeaderField::to},
          {language.cc, HeaderField::cc},
          {language.bcc, HeaderField::bcc},
          {language.date, HeaderField::date},
          {language.subject, HeaderField::subject},
          {language.reply_to, HeaderField::reply_to},
          {language.other, HeaderField::other}};
}

std::array<std::span<const Language>, 5> all_languages() {
  return {germanic_languages(), east_asian_languages(), romance_languages(), slavic_languages(),
          other_languages()};
}

void sort_unique_longest_first(std::vector<std::string>& phrases) {
  std::sort(phrases.begin(), phrases.end());
  phrases.erase(std::unique(phrases.begin(), phrases.end()), phrases.end());
  std::stable_sort(phrases.begin(), phrases.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

}  // namespace

const PhraseBook& PhraseBook::instance() {
  static const PhraseBook book;
  return book;
}

PhraseBook::PhraseBook() {
  for (const auto group : all_languages())
    for (const auto& language : group) add(language);
  for (auto* list : {&wrote_, &openings_, &sent_from_beginnings_, &sent_from_endings_})
    sort_unique_longest_first(*list);
}

void PhraseBook::add(const Language& language) {
  for (const auto& [list, field] : labels_of(language))
    for (auto& label : phrases_of(list)) {
      longest_label_ = std::max(longest_label_, label.size());
      fields_.try_add(std::move(label), field);  // the first language keeps a word
    }
  for (auto& phrase : phrases_of(language.original))
    separators_.try_add(std::move(phrase), Separator::original);
  for (auto& phrase : phrases_of(language.forwarded))
    separators_.try_add(std::move(phrase), Separator::forwarded);
  for (auto& word : phrases_of(language.months)) date_words_[std::move(word)].month = true;
  for (auto& word : phrases_of(language.weekdays)) date_words_[std::move(word)].weekday = true;
  for (auto& word : phrases_of(language.before_name)) before_name_.try_add(std::move(word), {});
  for (auto& phrase : phrases_of(language.closing)) {
    longest_closing_ = std::max(longest_closing_, phrase.size());
    closings_.try_add(std::move(phrase), {});
  }
  for (auto& phrase : phrases_of(language.wrote)) wrote_.push_back(std::move(phrase));
  for (auto& word : phrases_of(language.opening)) openings_.push_back(std::move(word));
  for (const auto& phrase : phrases_of(language.sent_from))
    if (phrase.starts_with(ellipsis))
      sent_from_endings_.push_back(phrase.substr(ellipsis.size()));
    else
      sent_from_beginnings_.push_back(phrase);
}

bool PhraseBook::may_be_label(std::string_view written) const {
  return fields_.may_hold_lower(written) || !changes_only_case(written);
}

std::vector<std::string> PhraseBook::closings() const {
  std::vector<std::string> phrases;
  for (const auto& [phrase, nothing] : closings_) phrases.push_back(phrase);
  return phrases;
}

std::optional<HeaderField> PhraseBook::header_field(std::string_view folded_label) const {
  const auto* const field = fields_.find(folded_label);
  return field ? std::optional(*field) : std::nullopt;
}

std::optional<Separator> PhraseBook::separator(std::string_view folded_phrase) const {
  const auto* const separator = separators_.find(folded_phrase);
  return separator ? std::optional(*separator) : std::nullopt;
}

std::optional<Separator> PhraseBook::separator_beginning(std::string_view folded_line) const {
  for (auto end = folded_line.rfind(' '); end != std::string_view::npos && end > 0;
       end = folded_line.rfind(' ', end - 1))
    if (const auto kind = separator(folded_line.substr(0, end))) return kind;
  return std::nullopt;
}

WrittenLabels PhraseBook::labels_beside_from(std::string_view folded_label) const {
  WrittenLabels labels;
  for (const auto group : all_languages())
    for (const auto& language : group) {
      const auto from = phrases_of(language.from);
      const auto english = language.code == "en";
      if (!english && std::find(from.begin(), from.end(), folded_label) == from.end()) continue;
      for (const auto& [list, field] : labels_of(language))
        for (const auto label : core::split(list, '|'))
          if (!label.empty()) labels.emplace_back(label, field);
    }
  return header_field(folded_label) == HeaderField::from ? labels : WrittenLabels{};
}

}  // namespace ticketd::parsers
