#include "daemon/intake/imap_settings.h"

#include <array>
#include <utility>

namespace ticketd::daemon {

Result<AfterImport> parse_after_import(std::string_view text) {
  if (text == "seen") return AfterImport{.act = AfterImport::Act::mark_seen, .folder = {}};
  if (text == "none") return AfterImport{.act = AfterImport::Act::nothing, .folder = {}};
  if (text == "delete") return AfterImport{.act = AfterImport::Act::remove, .folder = {}};
  constexpr std::string_view move = "move:";
  if (text.starts_with(move) && text.size() > move.size() && folder_name(text.substr(move.size())))
    return AfterImport{.act = AfterImport::Act::move, .folder = std::string(text.substr(move.size()))};
  return fail(core::ErrorKind::bad_config, "after_import is seen, move:FOLDER, delete or none");
}

std::string imap_date(const core::Since& since, core::Time now) {
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto* const age = std::get_if<std::chrono::days>(&since);
  const std::chrono::year_month_day day(age != nullptr ? std::chrono::floor<std::chrono::days>(now) - *age
                                                       : std::get<std::chrono::sys_days>(since));
  return std::to_string(static_cast<unsigned>(day.day())) + '-' +
         months[static_cast<unsigned>(day.month()) - 1] + '-' + std::to_string(static_cast<int>(day.year()));
}

Result<ImapSettings> imap_settings(std::string mailbox, const core::ImapAccount& account,
                                   std::string our_name, std::size_t max_message_size, TokenVault vault,
                                   std::function<core::Time()> now) {
  auto url = config::parse_mail_url(account.url);
  if (!url) return fail(url);
  if (url->protocol != config::MailProtocol::imap)
    return fail(core::ErrorKind::bad_config, account.url + ": not an IMAP url");
  if (account.user.empty()) return fail(core::ErrorKind::bad_config, account.url + ": no user");
  auto after_import = parse_after_import(account.after_import);
  if (!after_import) return fail(after_import);
  ImapSettings settings;
  settings.mailbox = std::move(mailbox);
  settings.server = {
      .url = std::move(*url), .tls_ca_file = account.tls_ca_file, .our_name = std::move(our_name)};
  settings.login = login_source(account.user, account.password_file, account.oauth2, std::move(vault));
  settings.after_import = std::move(*after_import);
  settings.since = account.since;
  settings.max_message_size = max_message_size;
  settings.now = std::move(now);
  return settings;
}

}  // namespace ticketd::daemon
