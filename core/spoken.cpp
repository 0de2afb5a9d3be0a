#include "core/spoken.h"

#include "core/text.h"

namespace ticketd::core {

std::vector<EntryAttachment> attached(const std::vector<EntryAttachment>& files) {
  auto own = files;
  std::erase_if(
      own, [](const EntryAttachment& file) { return file.content_id && file.disposition != "attachment"; });
  return own;
}

Entry spoken(const Draft& draft, const Actor& actor, const Carrier& carrier, std::string text) {
  Entry entry;
  const auto* mailbox = draft.mailbox();
  if (actor.agent)
    entry.author = {
        {actor.agent->display_name, actor.agent->email}, Role::agent, actor.trust, actor.agent->name};
  else
    entry.author = {mailbox ? mailbox->address : Address{}, Role::system, actor.trust, {}};
  entry.message_id = carrier.message_id;
  entry.full_text = trim(carrier.full_text) == trim(text) ? std::string{} : carrier.full_text;
  entry.text = std::move(text);
  entry.attachments = carrier.files;
  entry.mail = carrier.mail;
  entry.html = carrier.html;
  if (carrier.to_circle) entry.forward = carrier.forward;  // else it is said to colleagues alone
  return entry;
}

Mail as_mail(std::string subject, std::string text) {
  Mail mail;
  mail.kind = MailKind::human;
  mail.subject = std::move(subject);
  mail.new_text = std::move(text);
  return mail;
}

}  // namespace ticketd::core
