#include "daemon/intake/tls_context.h"

#include <openssl/ssl.h>

#include <string_view>

namespace ticketd::daemon {

namespace ssl = boost::asio::ssl;

Result<std::shared_ptr<ssl::context>> load_tls_context(const SmtpSettings& settings) {
  if (settings.tls_certificate.empty()) return std::shared_ptr<ssl::context>();
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  boost::system::error_code error;
  context->use_certificate_chain_file(settings.tls_certificate, error);
  if (error) return fail(core::ErrorKind::bad_config, settings.tls_certificate + ": " + error.message());
  context->use_private_key_file(settings.tls_key, ssl::context::pem, error);
  if (error) return fail(core::ErrorKind::bad_config, settings.tls_key + ": " + error.message());

  // A ticket that one service gave must not open a session with another.
  const std::string_view id = settings.is_lmtp() ? "ticketd lmtp" : "ticketd smtp";
  auto* handle = context->native_handle();
  SSL_CTX_set_session_id_context(handle, reinterpret_cast<const unsigned char*>(id.data()),
                                 static_cast<unsigned>(id.size()));
  SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION);
  SSL_CTX_set_options(handle, SSL_OP_NO_RENEGOTIATION);
  return context;
}

}  // namespace ticketd::daemon
