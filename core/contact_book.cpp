#include "core/contact_book.h"

#include "core/author_name.h"
#include "core/names.h"
#include "core/text.h"

#include <algorithm>
#include <string_view>

namespace ticketd::core {

namespace {

constexpr std::size_t longest_line = 500, longest_note = 20'000, most_addresses = 50, most_domains = 200;

bool is_one_line(std::string_view text) {
  return text.size() <= longest_line && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < ' ' || c == 127;
         });
}

bool is_domain(std::string_view domain) { return is_mail_address("x@" + std::string(domain)); }

std::string said(ContactId id) { return "contact " + std::to_string(id.value); }

Result<> check_addresses(const Contact& contact, const KnownPeople& known, const Desk& desk) {
  if (contact.addresses.empty()) return wrong_value("a contact needs an address");
  if (contact.addresses.size() > most_addresses)
    return wrong_value("a contact has at most " + std::to_string(most_addresses) + " addresses");
  for (const auto& address : contact.addresses) {
    if (!is_mail_address(address)) return wrong_value("\"" + address + "\" is no mail address");
    if (desk.mailbox_of(address)) return refuse("\"" + address + "\" is an address of this desk");
    for (const auto& other : known.contacts)
      if (other.id != contact.id && is_among(other.addresses, address))
        return refuse(address + " belongs to " + said(other.id) + "; merge the two");
  }
  return {};
}

Result<> check_facts(const Contact& contact, const KnownPeople& known) {
  for (const auto* line : {&contact.name, &contact.customer_number, &contact.phone})
    if (!is_one_line(*line)) return wrong_value("what is known of a contact is short and on one line");
  if (contact.note.size() > longest_note) return wrong_value("the note is too long");
  if (!contact.language.empty() && contact.language != "ko" && contact.language != "en")
    return wrong_value("language is ko or en, not \"" + contact.language + '"');
  if (!contact.company.empty() && !company_named(known.companies, contact.company))
    return wrong_value("no company is called \"" + contact.company + '"');
  return {};
}

}  // namespace

const Company* company_named(const std::vector<Company>& companies, std::string_view name) {
  const auto found = std::find_if(companies.begin(), companies.end(),
                                  [&](const auto& one) { return equal_ignoring_case(one.name, name); });
  return found == companies.end() ? nullptr : &*found;
}

std::vector<std::string> addresses_after(const Contact& contact, const ContactEdit& edit) {
  auto addresses = edit.addresses.value_or(contact.addresses);
  std::erase_if(addresses, [&](const auto& own) { return is_among(edit.remove_addresses, own); });
  for (const auto& address : edit.add_addresses)
    if (!is_among(addresses, address)) addresses.push_back(address);
  return addresses;
}

Result<Changes> edit_contact(Contact contact, const ContactEdit& edit, const KnownPeople& known,
                             const Desk& desk, Time now) {
  contact.addresses = addresses_after(contact, edit);
  contact.name = edit.name.value_or(contact.name);
  contact.company = edit.company.value_or(contact.company);
  contact.customer_number = edit.customer_number.value_or(contact.customer_number);
  contact.phone = edit.phone.value_or(contact.phone);
  contact.language = edit.language.value_or(contact.language);
  contact.note = edit.note.value_or(contact.note);
  contact.vip = edit.vip.value_or(contact.vip);
  if (const auto checked = check_addresses(contact, known, desk); !checked) return fail(checked);
  if (const auto checked = check_facts(contact, known); !checked) return fail(checked);
  if (!contact.company.empty()) contact.company = company_named(known.companies, contact.company)->name;
  if (!contact.id) contact.created_at = now;
  contact.updated_at = now;
  return Changes{change::SaveContact{std::move(contact)}};
}

Result<Changes> merge_contacts(Contact kept, const std::vector<Contact>& others, Time now) {
  if (others.empty()) return wrong_value("name the contacts that are the same person");
  Changes changes;
  const auto take_over = [](std::string& own, const std::string& theirs) {
    if (own.empty()) own = theirs;
  };
  for (const auto& other : others) {
    if (other.id == kept.id) return wrong_value(said(kept.id) + " cannot be merged into itself");
    kept.addresses.insert(kept.addresses.end(), other.addresses.begin(), other.addresses.end());
    take_over(kept.name, other.name);
    take_over(kept.company, other.company);
    take_over(kept.customer_number, other.customer_number);
    take_over(kept.phone, other.phone);
    take_over(kept.language, other.language);
    if (!other.note.empty()) kept.note += (kept.note.empty() ? "" : "\n") + other.note;
    kept.vip = kept.vip || other.vip;
    kept.created_at = std::min(kept.created_at, other.created_at);
    changes.emplace_back(change::RemoveContact{other.id});
  }
  if (kept.addresses.size() > most_addresses)
    return wrong_value("a contact has at most " + std::to_string(most_addresses) + " addresses");
  kept.updated_at = now;
  changes.emplace_back(change::SaveContact{std::move(kept)});
  return changes;
}

Result<Changes> erase_person(const ErasedPerson& person, const std::vector<Ticket>& tickets, const Desk& desk,
                             Time now) {
  for (const auto& address : person.addresses) {
    if (!is_mail_address(address)) return wrong_value("\"" + address + "\" is no mail address");
    if (desk.mailbox_of(address)) return refuse("\"" + address + "\" is an address of this desk");
    if (desk.agent_with_address(address))
      return refuse("\"" + address + "\" is an agent's: what agents do stays");
  }
  Changes changes;
  for (const auto& ticket : tickets) {
    if (is_active(ticket.state)) {
      changes.push_back(
          change::SetState{.ticket = ticket.id, .to = State::closed, .resolution = {}, .at = now});
      changes.push_back(
          change::RecordEvent{{ticket.id, now, EventKind::state, std::string(name_of(ticket.state)),
                               std::string(name_of(State::closed)), by_operator()}});
    }
    changes.push_back(change::RecordEvent{{ticket.id, now, EventKind::masked, "", "erased", by_operator()}});
  }
  return changes;
}

Result<Changes> edit_company(Company company, const CompanyEdit& edit, const std::vector<Company>& known,
                             Time now) {
  company.domains = edit.domains.value_or(company.domains);
  company.note = edit.note.value_or(company.note);
  company.vip = edit.vip.value_or(company.vip);
  if (trim(company.name).empty() || trim(company.name) != company.name || !is_one_line(company.name))
    return wrong_value("a company needs a name on one line");
  if (company.note.size() > longest_note) return wrong_value("the note is too long");
  if (company.domains.size() > most_domains)
    return wrong_value("a company has at most " + std::to_string(most_domains) + " domains");
  for (const auto& domain : company.domains) {
    if (!is_domain(domain)) return wrong_value("\"" + domain + "\" is no mail domain");
    for (const auto& other : known)
      if (!equal_ignoring_case(other.name, company.name) && is_among(other.domains, domain))
        return refuse(domain + " belongs to " + other.name);
  }
  if (company.created_at == Time{}) company.created_at = now;
  company.updated_at = now;
  return Changes{change::SaveCompany{std::move(company)}};
}

}  // namespace ticketd::core
