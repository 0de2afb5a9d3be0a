// How a receiver knows that a call is ours and new: the scheme of "Standard Webhooks", for which there are
// libraries in most languages (docs/webhooks.md shows one in a few lines).
#pragma once

#include "core/types.h"

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::daemon {

/// The value of `webhook-signature`: one "v1,BASE64" for each secret, so that one can be replaced by another.
/// Signed are the id, the moment of the try and the body. A secret is bytes, or their base64 behind "whsec_".
[[nodiscard]] std::string signature_of(const std::vector<std::string>& secrets, std::string_view id,
                                       core::Time at, std::string_view body);

/// The value of `webhook-timestamp`.
[[nodiscard]] std::string timestamp_of(core::Time at);

}  // namespace ticketd::daemon
