// Where a request ends. A proxy in front of us must find the same end, or the rest of one request passes for
// the next: what could be read in two ways is refused, and the connection ends.
#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>

#include <optional>
#include <string_view>

namespace ticketd::daemon {

/// What is ambiguous about it; nothing where every reader finds the same end.
[[nodiscard]] std::optional<std::string_view> framing_problem(
    const boost::beast::http::request_header<>& header);

/// A line that ends without CR: some readers take it for a line, others for a part of one.
[[nodiscard]] bool has_bare_line_feed(std::string_view bytes);

}  // namespace ticketd::daemon
