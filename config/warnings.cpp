#include "config/warnings.h"

#include "config/file.h"
#include "config/load.h"
#include "config/section.h"
#include "core/text.h"

namespace ticketd::config {

namespace {

bool is_in_clear_text(std::string_view url) {
  return core::starts_with_ignoring_case(core::trim(url), "http://");
}

void look_at_webhook(const Section& webhook) {
  constexpr auto what =
      "warning: http:// is not called; https:// is, or say [webhooks] clear_text = true in ticketd.toml";
  if (is_in_clear_text(webhook.text("url"))) webhook.wrong("url", what);
  if (!webhook.has("url_file")) return;
  const auto url = read_file(webhook.path("url_file"));  // perhaps only the daemon may
  if (url && is_in_clear_text(*url)) webhook.wrong("url_file", what);
}

}  // namespace

std::string warnings(const std::filesystem::path& file) {
  const auto server = load_server(file);
  if (!server || server->server.desk.empty() || server->webhooks.clear_text) return {};
  const auto text = read_file(server->server.desk);
  if (!text) return {};
  Problems found(server->server.desk);
  const auto desk = parse_toml(*text, found);
  if (!desk) return {};
  for (const auto& webhook : Section(*desk, "", desk_schema(), found).each("webhook"))
    look_at_webhook(webhook);
  return found.none() ? std::string{} : found.as_error().detail;
}

}  // namespace ticketd::config
