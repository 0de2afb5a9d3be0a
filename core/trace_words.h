// A step of a trace as a sentence for whoever runs the support, in Korean or English. Pure.
#pragma once

#include "core/trace.h"

#include <string>
#include <string_view>

namespace ticketd::core {

[[nodiscard]] std::string in_words(const TraceStep& step, std::string_view language);

/// Where the mail ended, and as whom its author was taken.
[[nodiscard]] std::string result_in_words(const Trace& trace, std::string_view language);

}  // namespace ticketd::core
