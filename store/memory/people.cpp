#include "store/memory/people.h"

#include "core/text.h"

#include <algorithm>

namespace ticketd::store::memory {
namespace {

bool has_address(const core::Contact& contact, const std::string& address) {
  return std::any_of(contact.addresses.begin(), contact.addresses.end(),
                     [&](const auto& own) { return core::equal_ignoring_case(own, address); });
}

std::string company_of_domain(const Contents& all, const std::string& domain) {
  for (const auto& [key, company] : all.companies)
    for (const auto& own : company.domains)
      if (core::equal_ignoring_case(own, domain)) return company.name;
  return {};
}

bool is_vip(const Contents& all, const core::Contact& contact) {
  const auto* company = company_named(all, contact.company);
  return contact.vip || (company && company->vip);
}

bool holds(const Contents& all, const core::Contact& contact, const ContactQuery& query) {
  const auto in = [&](const std::string& text) { return contains(text, query.text); };
  return (!query.after || contact.id > *query.after) && (!query.id || contact.id == *query.id) &&
         (query.address.empty() || has_address(contact, query.address)) &&
         (query.company.empty() || core::equal_ignoring_case(query.company, contact.company)) &&
         (!query.vip || *query.vip == is_vip(all, contact)) &&
         (query.text.empty() || in(contact.name) || in(contact.company) || in(contact.customer_number) ||
          in(contact.phone) || std::any_of(contact.addresses.begin(), contact.addresses.end(), in));
}

}  // namespace

bool contains(const std::string& text, const std::string& part) {
  return core::ascii_lower(text).find(core::ascii_lower(part)) != std::string::npos;
}

const core::Contact* contact_of(const Contents& all, const std::string& address) {
  for (const auto& [id, contact] : all.contacts)
    if (has_address(contact, address)) return &contact;
  return nullptr;
}

const core::Company* company_named(const Contents& all, const std::string& name) {
  const auto found = all.companies.find(core::ascii_lower(name));
  return found == all.companies.end() ? nullptr : &found->second;
}

core::Customer customer_of(const Contents& all, const std::string& address) {
  const auto* contact = contact_of(all, address);
  core::Customer customer;
  if (contact)
    customer = {contact->name, contact->company, contact->customer_number, contact->phone, contact->vip};
  else
    customer.company = company_of_domain(all, address.substr(address.rfind('@') + 1));
  const auto* company = company_named(all, customer.company);
  customer.vip |= company && company->vip;
  return customer;
}

Result<> meet(Contents& all, const core::change::MeetContact& met) {
  const auto& address = met.address.address;
  if (contact_of(all, address)) return {};
  core::Contact contact;
  contact.name = met.address.name;
  contact.addresses = {address};
  contact.company = company_of_domain(all, address.substr(address.rfind('@') + 1));
  contact.language = met.language;
  contact.created_at = contact.updated_at = met.at;
  return save(all, contact);
}

Result<> save(Contents& all, const core::Contact& contact) {
  if (contact.id && !all.contacts.contains(contact.id))
    return fail(core::ErrorKind::internal, "no contact " + std::to_string(contact.id.value));
  for (const auto& address : contact.addresses)
    if (const auto* other = contact_of(all, address); other && other->id != contact.id)
      return fail(core::ErrorKind::conflict, address + " belongs to another contact");
  auto kept = contact;
  if (!kept.id) kept.id = {++all.last_contact};
  all.contacts[kept.id] = std::move(kept);
  return {};
}

Result<> save(Contents& all, const core::Company& company) {
  for (const auto& domain : company.domains)
    if (const auto other = company_of_domain(all, domain);
        !other.empty() && !core::equal_ignoring_case(other, company.name))
      return fail(core::ErrorKind::conflict, domain + " belongs to another company");
  auto kept = company;
  if (const auto* known = company_named(all, company.name)) kept.name = known->name;
  all.companies[core::ascii_lower(company.name)] = std::move(kept);
  return {};
}

Result<> remove_company(Contents& all, const std::string& name) {
  for (auto& [id, contact] : all.contacts)
    if (core::equal_ignoring_case(contact.company, name)) contact.company.clear();
  all.companies.erase(core::ascii_lower(name));
  return {};
}

Result<> add(Contents& all, const core::ApiToken& token) {
  if (all.tokens.try_emplace(token.name, token).second) return {};
  return fail(core::ErrorKind::conflict, "token " + token.name + " exists");
}

Result<> use(Contents& all, const core::change::UseToken& c) {
  if (const auto found = all.tokens.find(c.name);
      found != all.tokens.end() && found->second.digest == c.digest)
    found->second.last_used = c.at;
  return {};
}

std::vector<core::Contact> contacts(const Contents& all, const ContactQuery& query) {
  std::vector<core::Contact> found;
  for (const auto& [id, contact] : all.contacts) {
    if (query.limit && found.size() == *query.limit) break;
    if (holds(all, contact, query)) found.push_back(contact);
  }
  return found;
}

std::vector<core::Company> companies(const Contents& all) {
  std::vector<core::Company> found;
  for (const auto& [key, company] : all.companies) found.push_back(company);
  return found;
}

bool is_requested_by(const Contents& all, const core::Address& requester, const RequesterQuery& by) {
  const auto* contact = contact_of(all, requester.address);
  const auto of_contact = [&](const std::string& wanted, auto has) {
    return wanted.empty() || (contact && has(*contact));
  };
  const bool name =
      by.name.empty() || contains(requester.name, by.name) || (contact && contains(contact->name, by.name));
  const bool email = by.email.empty() || contains(requester.address, by.email) ||
                     of_contact(by.email, [&](const core::Contact& one) {
                       return std::any_of(one.addresses.begin(), one.addresses.end(),
                                          [&](const auto& own) { return contains(own, by.email); });
                     });
  return name && email && (!by.contact || (contact && contact->id == *by.contact)) &&
         of_contact(by.phone,
                    [&](const core::Contact& one) {
                      return contains(core::digits_of_phone(one.phone), core::digits_of_phone(by.phone));
                    }) &&
         of_contact(
             by.company,
             [&](const core::Contact& one) { return core::equal_ignoring_case(one.company, by.company); }) &&
         of_contact(by.customer_number,
                    [&](const core::Contact& one) { return one.customer_number == by.customer_number; });
}

}  // namespace ticketd::store::memory
