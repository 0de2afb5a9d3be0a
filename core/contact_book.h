// How contacts and companies are kept in order: what an edit or a merge of people changes, and why it is
// refused. Pure.
#pragma once

#include "core/change.h"
#include "core/desk.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::core {

/// What is to be different; what is absent stays as it is.
struct ContactEdit {
  std::optional<std::string> name, company, customer_number, phone, language, note;
  std::optional<bool> vip;
  std::optional<std::vector<std::string>> addresses;  ///< instead of those it has
  std::vector<std::string> add_addresses, remove_addresses;
};

struct CompanyEdit {
  std::optional<std::vector<std::string>> domains;
  std::optional<std::string> note;
  std::optional<bool> vip;
};

/// Who else there is: contacts that have one of the addresses, and all companies.
struct KnownPeople {
  std::vector<Contact> contacts;
  std::vector<Company> companies;
};

/// In any case.
[[nodiscard]] const Company* company_named(const std::vector<Company>&, std::string_view name);

/// The addresses that a contact would have after the edit; of others nobody needs to be known.
[[nodiscard]] std::vector<std::string> addresses_after(const Contact&, const ContactEdit&);

/// `contact` without an id becomes a new one.
[[nodiscard]] Result<Changes> edit_contact(Contact contact, const ContactEdit&, const KnownPeople&,
                                           const Desk&, Time now);
/// `kept` takes over the addresses of the others, and what it does not know itself.
[[nodiscard]] Result<Changes> merge_contacts(Contact kept, const std::vector<Contact>& others, Time now);

/// Somebody who is to be forgotten.
struct ErasedPerson {
  std::vector<std::string> addresses;
  std::string pseudonym;  ///< the address that stands for theirs from now on
};

/// What goes with it, for the tickets whose requester they are: those that are open are closed, and each says
/// in its history that it was masked. Refused for an address of the house.
[[nodiscard]] Result<Changes> erase_person(const ErasedPerson&, const std::vector<Ticket>& tickets,
                                           const Desk&, Time now);

/// `company` without a creation time becomes a new one.
[[nodiscard]] Result<Changes> edit_company(Company company, const CompanyEdit&,
                                           const std::vector<Company>& known, Time now);

}  // namespace ticketd::core
