// What a backend keeps as one text rather than as columns: lists that are read only as a whole.
#pragma once

#include "core/letter.h"
#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::store {

[[nodiscard]] std::string to_json(const std::vector<std::string>& texts);
[[nodiscard]] std::string to_json(const std::vector<core::Address>& addresses);
[[nodiscard]] std::string to_json(const std::vector<core::EntryAttachment>& attachments);
[[nodiscard]] std::string to_json(const core::Resolution& resolution);
[[nodiscard]] std::string to_json(const core::Clocks& clocks);
[[nodiscard]] std::string to_json(const core::Survey& survey);

/// What to_json wrote; anything else is a corrupt store.
[[nodiscard]] Result<> from_json(std::string_view json, std::vector<std::string>& texts);
[[nodiscard]] Result<> from_json(std::string_view json, std::vector<core::Address>& addresses);
[[nodiscard]] Result<> from_json(std::string_view json, std::vector<core::EntryAttachment>& attachments);
[[nodiscard]] Result<> from_json(std::string_view json, core::Resolution& resolution);
[[nodiscard]] Result<> from_json(std::string_view json, core::Clocks& clocks);
[[nodiscard]] Result<> from_json(std::string_view json, core::Survey& survey);

}  // namespace ticketd::store
