#include "daemon/http/message.h"

#include "core/names.h"
#include "core/percent.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

namespace ticketd::daemon {

namespace {

/// Nothing where a percent sign is not followed by two digits, or says that a text ends here.
std::optional<std::string> strictly_decoded(std::string_view text, bool plus_is_blank) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      const auto octet = core::hex_octet(text.substr(i + 1));
      if (!octet || *octet == '\0') return std::nullopt;
      decoded += *octet;
      i += 2;
    }
  }
  return decoded;
}

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return "Error";
  }
}

int status_of(core::ErrorKind kind) {
  switch (kind) {
    using enum core::ErrorKind;
    case malformed:
      return 400;
    case policy:
      return 403;
    case unknown_recipient:
    case not_found:
      return 404;
    case conflict:
      return 409;
    case too_large:
      return 413;
    case bad_config:
    case mail_loop:
      return 422;
    case internal:
    case corrupt_store:
      return 500;
    case remote_permanent:
      return 502;
    case store_full:
      return 507;
    case network:
    case remote_temporary:
    case store_busy:
    case store_down:
    case overloaded:
    case credentials:
    case uncertain:
      return 503;
  }
  return 500;
}

}  // namespace

std::optional<HttpTarget> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  const auto question = target.find('?');
  HttpTarget parsed;
  for (const auto segment :
       core::split(target.substr(1, question == target.npos ? question : question - 1), '/')) {
    const auto decoded = strictly_decoded(segment, false);
    if (!decoded) return std::nullopt;
    parsed.path.push_back(*decoded);
  }
  if (question == std::string_view::npos) return parsed;
  auto query = parse_form(target.substr(question + 1));
  if (!query) return std::nullopt;
  parsed.query = std::move(*query);
  return parsed;
}

std::optional<std::map<std::string, std::string>> parse_form(std::string_view body) {
  std::map<std::string, std::string> fields;
  for (const auto pair : core::split(body, '&')) {
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = strictly_decoded(pair.substr(0, equals), true);
    const auto value = strictly_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value) return std::nullopt;
    fields[*name] = *value;
  }
  return fields;
}

HttpResponse problem(int status, std::string_view kind, std::string_view detail) {
  const nlohmann::ordered_json json{{"type", "about:blank"},
                                    {"title", title_of(status)},
                                    {"status", status},
                                    {"kind", kind},
                                    {"detail", detail}};
  return {status,
          json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace),
          "application/problem+json",
          {}};
}

std::string told(const core::Error& error, bool local) {
  using enum core::ErrorKind;
  const bool is_about_the_request =
      error.severity() == core::Severity::permanent || error.kind == bad_config || error.kind == conflict;
  return is_about_the_request || local ? error.detail : std::string(info(error.kind).public_text);
}

HttpResponse problem(const core::Error& error, bool local) {
  return problem(status_of(error.kind), core::name_of(error.kind), told(error, local));
}

}  // namespace ticketd::daemon
