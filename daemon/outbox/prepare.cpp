#include "daemon/outbox/prepare.h"

#include "daemon/attachments.h"
#include "daemon/webhook/body.h"
#include "templates/compose.h"

namespace ticketd::daemon {

namespace {

Result<OutgoingMail> prepare_call(const core::Letter& call, const core::Desk& desk) {
  const auto& sender = call.from.address;
  const auto* webhook = desk.webhook_named(core::webhook_name(sender));
  if (!webhook) return fail(core::ErrorKind::remote_permanent, "the desk has no such webhook any more");
  const auto id = call.variables.find("id");
  return OutgoingMail{.sender = sender,
                      .recipient = sender,
                      .bytes = body_of(*webhook, call),
                      .id = id == call.variables.end() ? std::string{} : id->second};
}

}  // namespace

Result<OutgoingMail> prepare(const core::OutboxItem& item, store::Store& store, const Standing& standing) {
  if (item.letter.kind == core::LetterKind::webhook) return prepare_call(item.letter, standing.desk);
  std::vector<core::Attachment> files;
  if (!item.letter.attachments.empty()) {
    const auto reader = store.reader();
    if (!reader) return fail(reader);
    auto loaded = load_attachments(item.letter.attachments, **reader);
    if (!loaded) return fail(loaded);
    files = std::move(*loaded);
  }
  auto bytes = templates::compose(item.letter, files, standing.texts);
  if (!bytes) return fail(bytes);
  return OutgoingMail{.sender = item.letter.envelope_sender,
                      .recipient = item.letter.to.address,
                      .bytes = std::move(*bytes),
                      .id = item.letter.message_id};
}

}  // namespace ticketd::daemon
