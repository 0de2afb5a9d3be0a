#include "daemon/attachments.h"

#include "core/masking.h"
#include "crypto/digest.h"

#include <map>

namespace ticketd::daemon {

std::vector<core::EntryAttachment> describe_attachments(const core::Mail& mail, core::MailKey key,
                                                        const core::House& house) {
  std::vector<core::EntryAttachment> described;
  for (std::size_t i = 0; i < mail.attachments.size(); ++i) {
    const auto& file = mail.attachments[i];
    described.push_back({.filename = file.filename,
                         .content_type = file.content_type,
                         .size = file.content.size(),
                         .sha256 = crypto::sha256_hex(file.content),
                         .content_id = file.content_id,
                         .disposition = file.disposition,
                         .mail = key,
                         .index = static_cast<int>(i),
                         .stays_inside = core::stays_inside(file, mail, house)});
  }
  return described;
}

Result<std::vector<core::Attachment>> load_attachments(const std::vector<core::EntryAttachment>& wanted,
                                                       store::Reader& reader) {
  std::vector<core::Attachment> files;
  std::map<core::MailKey, core::Mail> parsed;
  for (const auto& file : wanted) {
    if (!parsed.contains(file.mail)) {
      const auto raw = reader.mail(file.mail);
      if (!raw) return fail(raw);
      parsed[file.mail] = *raw ? parsers::parse((*raw)->bytes) : core::Mail{};
    }
    const auto& attachments = parsed[file.mail].attachments;
    const auto index = static_cast<std::size_t>(file.index);
    if (index >= attachments.size() || attachments[index].content.size() != file.size)
      return fail(core::ErrorKind::not_found, "the attachment \"" + file.filename + "\" is no longer there");
    files.push_back(attachments[index]);
    files.back().filename = file.filename;  // as the letter says it, which may go outside
  }
  return files;
}

parsers::ParseOptions parse_options(const core::IncomingMail& mail, const core::Desk& desk) {
  const auto* mailbox = desk.mailbox_named(mail.source.mailbox);
  for (const auto& recipient : mail.envelope.recipients)
    if (!mailbox) mailbox = desk.mailbox_of(recipient);
  const bool has_envelope =
      mail.source.kind == core::SourceKind::smtp || mail.source.kind == core::SourceKind::lmtp;
  return {.default_charset = mailbox ? mailbox->default_charset : std::string{},
          .null_sender = has_envelope && mail.envelope.sender.empty(),
          .content_hash = true};
}

}  // namespace ticketd::daemon
