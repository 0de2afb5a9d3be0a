#include "daemon/http/message.h"

#include "core/text.h"

#include <nlohmann/json.hpp>

namespace ticketd::daemon {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
      decoded += static_cast<char>(high * 16 + low);
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
      return "Refused";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 422:
      return "Not Acceptable As It Is";
    case 503:
      return "Try Again Later";
    case 507:
      return "Insufficient Storage";
    default:
      return "Error";
  }
}

struct Row {
  core::ErrorKind kind;
  int status;
  std::string_view name;
};
using enum core::ErrorKind;
constexpr Row rows[] = {
    {network, 503, "network"},
    {remote_temporary, 503, "remote_temporary"},
    {store_busy, 503, "store_busy"},
    {store_down, 503, "store_down"},
    {store_full, 507, "store_full"},
    {conflict, 409, "conflict"},
    {overloaded, 503, "overloaded"},
    {credentials, 503, "credentials"},
    {internal, 500, "internal"},
    {uncertain, 503, "uncertain"},
    {malformed, 400, "malformed"},
    {too_large, 413, "too_large"},
    {unknown_recipient, 404, "unknown_recipient"},
    {policy, 403, "policy"},
    {mail_loop, 422, "mail_loop"},
    {remote_permanent, 502, "remote_permanent"},
    {bad_config, 422, "bad_config"},
    {corrupt_store, 500, "corrupt_store"},
};

const Row& row_of(core::ErrorKind kind) {
  for (const auto& row : rows)
    if (row.kind == kind) return row;
  return rows[static_cast<std::size_t>(internal)];
}

}  // namespace

std::optional<HttpTarget> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  const auto question = target.find('?');
  HttpTarget parsed;
  for (const auto segment :
       core::split(target.substr(1, question == target.npos ? question : question - 1), '/')) {
    const auto decoded = percent_decoded(segment, false);
    if (!decoded) return std::nullopt;
    parsed.path.push_back(*decoded);
  }
  if (question == std::string_view::npos) return parsed;
  for (const auto pair : core::split(target.substr(question + 1), '&')) {
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = percent_decoded(pair.substr(0, equals), true);
    const auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value) return std::nullopt;
    parsed.query[*name] = *value;
  }
  return parsed;
}

HttpResponse problem(int status, std::string_view kind, std::string_view detail) {
  const nlohmann::ordered_json json{{"type", "about:blank"},
                                    {"title", title_of(status)},
                                    {"status", status},
                                    {"kind", kind},
                                    {"detail", detail}};
  return {status, json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace),
          "application/problem+json"};
}

HttpResponse problem(const core::Error& error, bool local) {
  const auto& row = row_of(error.kind);
  const bool is_refusal = error.severity() == core::Severity::permanent || error.kind == bad_config;
  return problem(row.status, row.name, is_refusal || local ? error.detail : info(error.kind).public_text);
}

}  // namespace ticketd::daemon
