#include "store/memory/erase.h"

#include "core/author_name.h"
#include "core/named_address.h"
#include "core/text.h"
#include "store/memory/people.h"

#include <algorithm>
#include <set>

namespace ticketd::store::memory {
namespace {

using core::equal_ignoring_case;

/// Its row stays.
core::IncomingMail without_bytes(core::IncomingMail mail) {
  mail.bytes.clear();
  mail.source.peer.clear();
  return mail;
}

/// Forgets one address; what belongs to it is looked up before anything of it changes.
class Forgetting {
 public:
  Forgetting(Contents& all, const std::string& address, const std::string& pseudonym)
      : all_(all), address_(address), pseudonym_(pseudonym) {
    for (const auto& [id, ticket] : all_.tickets)
      if (is_theirs(ticket.requester.address)) tickets_.insert(id);
    for (const auto& [id, entry] : all_.entries)
      if (tickets_.contains(entry.ticket) || is_theirs(entry.author.address.address)) entries_.insert(id);
  }

  /// Whether anything of this address stands anywhere.
  [[nodiscard]] bool knows() const {
    const auto takes_part = [&](const auto& row) {
      const auto& people = row.second.participants;
      return is_theirs(row.second.reply_to) ||
             std::any_of(people.begin(), people.end(),
                         [&](const auto& person) { return is_theirs(person.address.address); });
    };
    const auto is_in = [&](const auto& rows, auto&& matches) {
      return std::any_of(rows.begin(), rows.end(), matches);
    };
    return !entries_.empty() || !tickets_.empty() || all_.addresses.contains(core::ascii_lower(address_)) ||
           is_in(all_.tickets, takes_part) ||
           is_in(all_.mails, [&](const auto& row) { return concerns(row.first, row.second); }) ||
           is_in(all_.outbox, [&](const auto& row) { return concerns(row.second); }) ||
           is_in(all_.events,
                 [&](const auto& event) {
                   return core::names_address(event.from, address_) ||
                          core::names_address(event.to, address_) ||
                          equal_ignoring_case(event.by, core::by_mail(address_));
                 }) ||
           is_in(all_.contacts, [&](const auto& row) {
             const auto& own = row.second.addresses;
             return std::any_of(own.begin(), own.end(), [&](const auto& one) { return is_theirs(one); });
           });
  }

  Result<> run() {
    for (const auto& [id, item] : all_.outbox)
      if (item.state == core::SendState::sending && concerns(item))
        return fail(core::ErrorKind::conflict, "a mail to or of this person is being sent");
    forget_mails();
    forget_letters();
    forget_events();
    forget_entries();
    forget_tickets();
    forget_contact();
    return {};
  }

 private:
  [[nodiscard]] bool is_theirs(const std::string& address) const {
    return equal_ignoring_case(address, address_);
  }
  [[nodiscard]] bool concerns(const core::OutboxItem& item) const {
    return is_theirs(item.letter.to.address) || tickets_.contains(item.ticket) ||
           (item.entry && entries_.contains(*item.entry));
  }
  [[nodiscard]] bool concerns(core::MailKey key, const StoredMail& mail) const {
    const auto held = all_.quarantine.find(key);
    if (held != all_.quarantine.end() && is_theirs(held->second.from)) return true;
    const auto settled = all_.settled.find(key);
    if (settled == all_.settled.end()) return false;
    const auto entry = settled->second.trace.entry;
    return (entry && entries_.contains(*entry)) || is_theirs(mail.incoming->envelope.sender);
  }

  void forget_mails() {
    std::set<core::MailKey> mails;
    for (const auto id : entries_)
      if (const auto mail = all_.entries.at(id).mail) mails.insert(*mail);
    for (const auto& [key, mail] : all_.mails)
      if (concerns(key, mail)) mails.insert(key);
    for (const auto key : mails) {
      auto& mail = all_.mails.at(key);
      auto envelope = without_bytes(*mail.incoming);
      if (is_theirs(envelope.envelope.sender)) envelope.envelope.sender = pseudonym_;
      mail.incoming = std::make_shared<const core::IncomingMail>(std::move(envelope));
      all_.quarantine.erase(key);
      if (const auto settled = all_.settled.find(key); settled != all_.settled.end()) {
        settled->second.content_hash.clear();
        settled->second.trace.steps.clear();
      }
    }
  }

  void forget_letters() {
    std::erase_if(all_.outbox, [&](const auto& row) { return concerns(row.second); });
    std::erase_if(all_.confirmations, [&](const auto& row) {
      const auto& asked = row.second.confirmation;
      const auto is_them = [&](const core::Address& person) { return is_theirs(person.address); };
      return tickets_.contains(asked.ticket) || core::names_address(asked.text, address_) ||
             std::any_of(asked.to.begin(), asked.to.end(), is_them) ||
             std::any_of(asked.cc.begin(), asked.cc.end(), is_them);
    });
    for (auto& [id, forward] : all_.forwards)
      std::erase_if(forward.people, [&](const auto& person) { return is_theirs(person.address); });
  }

  void forget_events() {
    using enum core::EventKind;
    constexpr std::array with_words{participant, bounce,  forwarded, delivery, confirmation,
                                    command,     breaker, field,     tag};
    for (auto& event : all_.events) {
      if (tickets_.contains(event.ticket) &&
          std::find(with_words.begin(), with_words.end(), event.kind) != with_words.end()) {
        event.from.clear();
        event.to.clear();
      }
      for (auto* value : {&event.from, &event.to})
        if (core::names_address(*value, address_)) *value = pseudonym_;
      if (equal_ignoring_case(event.by, core::by_mail(address_))) event.by = core::by_mail(pseudonym_);
    }
  }

  void forget_entries() {
    for (const auto id : entries_) {
      auto& entry = all_.entries.at(id);
      entry.text.clear();
      entry.full_text.clear();
      entry.attachments.clear();
      entry.outlook = {};
      if (is_theirs(entry.author.address.address)) entry.author.address = {"", pseudonym_};
    }
  }

  void forget_tickets() {
    for (auto& [id, ticket] : all_.tickets) {
      if (is_theirs(ticket.reply_to)) ticket.reply_to.clear();
      for (auto& participant : ticket.participants)
        if (is_theirs(participant.address.address)) participant.address = {"", pseudonym_};
    }
    for (const auto id : tickets_) {
      auto& ticket = all_.tickets.at(id);
      ticket.subject.clear();
      ticket.requester = {"", pseudonym_};
      ticket.reply_to.clear();
      ticket.fields.clear();
      ticket.tags.clear();
      if (ticket.survey) ticket.survey->comment.clear();
      ticket.clocks = {};
      ticket.snoozed_until.reset();
    }
  }

  void forget_contact() {
    for (auto& [id, contact] : all_.contacts)
      std::erase_if(contact.addresses, [&](const auto& own) { return is_theirs(own); });
    std::erase_if(all_.contacts, [](const auto& row) { return row.second.addresses.empty(); });
    all_.addresses.erase(core::ascii_lower(address_));
  }

  Contents& all_;
  const std::string& address_;
  const std::string& pseudonym_;
  std::set<core::TicketId> tickets_;  ///< of which they are the requester
  std::set<core::EntryId> entries_;   ///< in those, and what they wrote elsewhere
};

}  // namespace

Result<> erase_person(Contents& all, const core::ErasedPerson& person) {
  if (std::none_of(person.addresses.begin(), person.addresses.end(), [&](const std::string& address) {
        return Forgetting(all, address, person.pseudonym).knows();
      }))
    return fail(core::ErrorKind::not_found, "nobody of that address is known here");
  for (const auto& address : person.addresses)
    if (auto forgotten = Forgetting(all, address, person.pseudonym).run(); !forgotten) return forgotten;
  return {};
}

}  // namespace ticketd::store::memory
