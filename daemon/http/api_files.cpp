// Files of a ticket: what mails brought, to be saved and never to be shown by a browser.
#include "core/percent.h"
#include "core/text.h"
#include "daemon/attachments.h"
#include "daemon/http/api.h"
#include "daemon/http/json_views.h"
#include "daemon/http/numbers.h"

#include <algorithm>

namespace ticketd::daemon {

namespace {

using core::ErrorKind;

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
         c == '-';
}

/// RFC 8187: whatever the name holds, it stays one parameter of one field.
std::string saved_as(std::string_view name) {
  return "attachment; filename*=UTF-8''" + core::percent_encoded(name);
}

/// What the sender declared, where it is a type, and none that a browser runs.
std::string safe_type(std::string_view declared) {
  const auto is_token = [](char c) { return is_plain(c) || c == '+'; };
  const auto slash = declared.find('/');
  const bool proper =
      slash != std::string_view::npos && slash > 0 && slash + 1 < declared.size() &&
      std::all_of(declared.begin(), declared.begin() + static_cast<std::ptrdiff_t>(slash), is_token) &&
      std::all_of(declared.begin() + static_cast<std::ptrdiff_t>(slash) + 1, declared.end(), is_token);
  const bool runs =
      declared.find("html") != std::string_view::npos || declared.find("xml") != std::string_view::npos ||
      declared.find("svg") != std::string_view::npos || declared.find("script") != std::string_view::npos;
  return proper && !runs ? std::string(declared) : "application/octet-stream";
}

HttpResponse download_of(std::string bytes, std::string_view name, std::string type) {
  HttpResponse response{200, std::move(bytes), std::move(type)};
  response.headers = {{"Content-Disposition", saved_as(name)},
                      {"Content-Security-Policy", "sandbox; default-src 'none'"}};
  return response;
}

std::string id_of(const core::EntryAttachment& file) {
  return std::to_string(file.mail.value) + "-" + std::to_string(file.index);
}

}  // namespace

Result<store::TicketView> Api::find_ticket(store::Reader& reader, const Call& call,
                                           const std::string& number) const {
  const auto id = ticket_id(number);
  if (!id) return fail(id);
  auto view = reader.ticket(*id);
  if (!view) return fail(view);
  if (!*view || !may_see(call, (*view)->ticket))
    return fail(ErrorKind::not_found, "there is no ticket " + number);
  return std::move(**view);
}

void Api::download(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto view = find_ticket(**reader, call, call.names.at(0));
  if (!view) return call.fail(view.error());
  for (const auto& [entry, sent_to] : view->entries)
    for (const auto& file : entry.attachments) {
      if (id_of(file) != call.names.at(1)) continue;
      auto loaded = load_attachments({file}, **reader);
      if (!loaded) return call.fail(loaded.error());
      if (loaded->empty()) return call.fail({ErrorKind::not_found, "the mail of this file is gone"});
      return call.respond(
          download_of(std::move(loaded->front().content), file.filename, safe_type(file.content_type)));
    }
  call.fail({ErrorKind::not_found, "there is no attachment " + call.names.at(1)});
}

/// The mail of an entry as it came.
void Api::download_mail(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto view = find_ticket(**reader, call, call.names.at(0));
  if (!view) return call.fail(view.error());
  for (const auto& [entry, sent_to] : view->entries) {
    if (std::to_string(entry.id.value) != call.names.at(1) || !entry.mail) continue;
    auto mail = (*reader)->mail(*entry.mail);
    if (!mail) return call.fail(mail.error());
    if (*mail)
      return call.respond(
          download_of(std::move((*mail)->bytes), "mail-" + call.names.at(1) + ".eml", "message/rfc822"));
  }
  call.fail({ErrorKind::not_found, "there is no mail of entry " + call.names.at(1)});
}

}  // namespace ticketd::daemon
