#include "store/sqlite/people.h"

#include "store/sqlite/rows.h"
#include "store/sqlite/search.h"

namespace ticketd::store::sqlite {
namespace {

Result<> add_addresses(Connection& db, core::ContactId contact, const std::vector<std::string>& addresses) {
  Result<> done;
  for (std::size_t place = 0; done && place < addresses.size(); ++place)
    done = db.run(Sql::add_contact_address, addresses[place], contact, place);
  return done;
}

Result<std::optional<core::Contact>> load_contact(Connection& db, core::ContactId id) {
  core::Contact contact;
  auto rows = db.ask(Sql::contact, id);
  const bool found = rows.next();
  if (found)
    rows.read(contact.id, contact.name, contact.company, contact.vip, contact.customer_number, contact.phone,
              contact.language, contact.note, contact.created_at, contact.updated_at);
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  if (!found) return std::nullopt;
  auto addresses = db.ask(Sql::contact_addresses, id);
  while (addresses.next()) addresses.read(contact.addresses.emplace_back());
  if (const auto ended = addresses.finished(); !ended) return fail(ended);
  return contact;
}

/// Of a question whose columns are those of `companies`.
Result<std::vector<core::Company>> read_companies(Connection& db, Rows rows) {
  std::vector<core::Company> companies;
  while (rows.next()) {
    auto& company = companies.emplace_back();
    rows.read(company.name, company.vip, company.note, company.created_at, company.updated_at);
    auto domains = db.ask(Sql::company_domains, company.name);
    while (domains.next()) domains.read(company.domains.emplace_back());
    if (const auto ended = domains.finished(); !ended) return fail(ended);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return companies;
}

}  // namespace

Result<> meet(Connection& db, const core::change::MeetContact& met) {
  const auto& address = met.address.address;
  const auto domain = address.substr(address.rfind('@') + 1);
  auto done = db.run(Sql::meet_contact, address, met.address.name, domain, met.language, met.at);
  if (done && db.changes() > 0) done = add_addresses(db, {db.last_id()}, {address});
  return done;
}

Result<> save(Connection& db, const core::Contact& c) {
  if (!c.id) {
    const auto added = db.run(Sql::add_contact, c.name, c.company, c.vip, c.customer_number, c.phone,
                              c.language, c.note, c.created_at, c.updated_at);
    if (!added) return added;
    return add_addresses(db, {db.last_id()}, c.addresses);
  }
  auto done = db.run(Sql::change_contact, c.id, c.name, c.company, c.vip, c.customer_number, c.phone,
                     c.language, c.note, c.created_at, c.updated_at);
  if (done && db.changes() == 0)
    return fail(core::ErrorKind::internal, "no contact " + std::to_string(c.id.value));
  if (done) done = db.run(Sql::forget_contact_addresses, c.id);
  if (done) done = add_addresses(db, c.id, c.addresses);
  return done;
}

Result<> save(Connection& db, const core::Company& company) {
  auto done = db.run(Sql::save_company, company.name, company.vip, company.note, company.created_at,
                     company.updated_at);
  if (done) done = db.run(Sql::forget_company_domains, company.name);
  for (std::size_t place = 0; done && place < company.domains.size(); ++place)
    done = db.run(Sql::add_company_domain, company.domains[place], company.name, place);
  return done;
}

Result<std::vector<core::Contact>> load_contacts(Connection& db, const ContactQuery& query) {
  const auto [sql, values] = search(query);
  const auto ids = db.numbers(sql, values);
  if (!ids) return fail(ids);
  std::vector<core::Contact> contacts;
  for (const auto id : *ids) {
    auto contact = load_contact(db, {id});
    if (!contact) return fail(contact);
    if (*contact) contacts.push_back(std::move(**contact));
  }
  return contacts;
}

Result<std::optional<core::Contact>> load_contact_of(Connection& db, const std::string& address) {
  const auto id = first<core::ContactId>(db.ask(Sql::contact_of_address, address));
  if (!id) return fail(id);
  if (!*id) return std::nullopt;
  return load_contact(db, **id);
}

Result<std::vector<core::Company>> load_companies(Connection& db) {
  return read_companies(db, db.ask(Sql::companies));
}

Result<std::optional<core::Company>> load_company(Connection& db, const std::string& name) {
  auto found = read_companies(db, db.ask(Sql::company, name));
  if (!found) return fail(found);
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

Result<std::vector<core::ApiToken>> load_api_tokens(Connection& db) {
  std::vector<core::ApiToken> tokens;
  auto rows = db.ask(Sql::api_tokens);
  while (rows.next()) {
    auto& token = tokens.emplace_back();
    rows.read(token.name, token.scope, token.agent, token.digest, token.created_at, token.last_used);
  }
  if (const auto ended = rows.finished(); !ended) return fail(ended);
  return tokens;
}

}  // namespace ticketd::store::sqlite
