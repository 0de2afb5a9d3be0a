// A running ticketd, asked over its control socket; and how a measurement is printed.
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace ticketd::bench {

/// The JSON that it answers to `GET /path` or `POST /path`; `patience` is for the whole answer.
[[nodiscard]] Result<nlohmann::json> ask(const std::string& control, const std::string& request,
                                         std::chrono::seconds patience = std::chrono::seconds(60));

/// Accepted mails that are on no ticket yet.
[[nodiscard]] Result<std::size_t> unprocessed_mails(const std::string& control);

/// Asks seldom enough not to be a load itself. Ends with an error when the backlog does not shrink for a
/// minute.
[[nodiscard]] Result<> wait_until_processed(const std::string& control);

/// Names and values, one a line; or one JSON object.
void print(const nlohmann::ordered_json& figures, bool json);

}  // namespace ticketd::bench
