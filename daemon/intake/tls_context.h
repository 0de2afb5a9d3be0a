// The certificate of a listener, ready for STARTTLS.
#pragma once

#include "core/result.h"
#include "daemon/intake/smtp_settings.h"

#include <boost/asio/ssl/context.hpp>

#include <memory>

namespace ticketd::daemon {

/// Null when the settings name no certificate. TLS 1.2 and newer, no renegotiation.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> load_tls_context(
    const SmtpSettings& settings);

}  // namespace ticketd::daemon
