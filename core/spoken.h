// What an agent or the operator says, as an entry: by ticketctl and the API, or carried by a mail.
#pragma once

#include "core/authority.h"
#include "core/draft.h"
#include "core/mail.h"

#include <optional>
#include <string>
#include <vector>

namespace ticketd::core {

/// The mail that carries the words, when one does: its entry keeps the mail's id, text and files.
struct Carrier {
  std::string message_id;
  std::vector<std::string> cites;
  std::vector<EntryAttachment> files;
  std::optional<MailKey> mail;
  std::string full_text;
  bool html = false;
  std::optional<EntryId> forward;  ///< whose circle the mail answers
  bool to_circle = false;          ///< and its words go there
};

/// What was attached: without the pictures that the page of the mail shows, a logo for one.
[[nodiscard]] std::vector<EntryAttachment> attached(const std::vector<EntryAttachment>& files);

/// Its visibility is decided where it is added.
[[nodiscard]] Entry spoken(const Draft&, const Actor&, const Carrier&, std::string text);

/// What rules see of words that came by no mail: those of a mail of a person.
[[nodiscard]] Mail as_mail(std::string subject, std::string text);

}  // namespace ticketd::core
