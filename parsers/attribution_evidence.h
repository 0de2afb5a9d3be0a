// What makes a text look like an attribution (attribution.h), found in one pass over its folded form.
#pragma once

#include <string_view>

namespace ticketd::parsers {

struct AttributionEvidence {
  bool colon = false;       ///< ends with one
  bool dashed = false;      ///< stands between dashes
  bool wrote = false;       ///< holds "wrote" in some language
  bool wrote_last = false;  ///< … and nothing behind it
  bool date = false, time = false;
  bool address = false;           ///< an e-mail address
  bool address_last = false;      ///< ends with one, or with its bracket
  bool begins_with_date = false;  ///< "On Mon, …", "2026년 …"
  bool ends_with_number = false;  ///< "… kirjoitti 2.11.2026 klo 10.05"

  /// Enough even when no `>` follows.
  [[nodiscard]] bool convincing() const {
    if (wrote_last && (date || address)) return colon || dashed;
    if (wrote && date && address) return colon || dashed || begins_with_date;
    if (wrote && date && time && colon && (begins_with_date || ends_with_number)) return true;
    return (date && time && address && address_last && colon) || (dashed && wrote_last);
  }
  /// Enough above a quote.
  [[nodiscard]] bool plausible() const {
    return convincing() || (wrote && (colon || date)) ||
           (colon && (address || (date && time) || (begins_with_date && date))) ||
           (begins_with_date && date && address && address_last);
  }
  /// May a piece of this text, up to its end, be enough? It has no more signs than the whole.
  [[nodiscard]] bool part_may_suffice(bool above_quote) const {
    if (wrote || (above_quote && date && address && address_last)) return true;
    return colon && (above_quote ? address || date : address && date && time);
  }
};

[[nodiscard]] AttributionEvidence attribution_evidence(std::string_view folded, bool dashed);

/// False when no piece of this text, up to its end, can be enough. Told from its signs as they are written,
/// so that most lines that end with a colon or stand above a quote need not be folded. May say yes in vain.
[[nodiscard]] bool may_hold_evidence(std::string_view written, bool above_quote);

/// A date with a time of day.
[[nodiscard]] bool names_moment(std::string_view folded);

/// "on mon, 2 nov", "am 2.11.", "2026년": an opening word of any language, then a date.
[[nodiscard]] bool begins_with_date(std::string_view folded);

}  // namespace ticketd::parsers
