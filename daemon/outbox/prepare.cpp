#include "daemon/outbox/prepare.h"

#include "daemon/attachments.h"
#include "templates/compose.h"

namespace ticketd::daemon {

Result<OutgoingMail> prepare(const core::OutboxItem& item, store::Store& store, const Standing& standing) {
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
  return OutgoingMail{item.letter.envelope_sender, item.letter.to.address, std::move(*bytes)};
}

}  // namespace ticketd::daemon
