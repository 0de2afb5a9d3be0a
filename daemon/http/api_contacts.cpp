// The routes about contacts and companies.
#include "core/contact_book.h"
#include "crypto/digest.h"
#include "daemon/http/api.h"
#include "daemon/http/json_body.h"
#include "daemon/http/numbers.h"
#include "daemon/http/people_views.h"

namespace ticketd::daemon {

namespace {

using core::ErrorKind;

core::Error no_such_contact(const std::string& who) {
  return {ErrorKind::not_found, "there is no contact \"" + who + '"'};
}

/// By number, or by an address of theirs.
store::ContactQuery contact_query(const std::string& who) {
  if (const auto number = parse_number<std::int64_t>(who)) return {.id = core::ContactId{*number}};
  return {.address = who};
}

/// From a Reader, or inside a write transaction.
template <class Source>
Result<core::Contact> find_contact(Source& source, const std::string& who) {
  auto found = source.contacts(contact_query(who));
  if (!found) return fail(found);
  if (found->empty()) return tl::unexpected(no_such_contact(who));
  return std::move(found->front());
}

Result<core::ContactEdit> read_contact_edit(std::string_view body) {
  core::ContactEdit edit;
  JsonBody json(body);
  json.read("name", edit.name);
  json.read("company", edit.company);
  json.read("customer_number", edit.customer_number);
  json.read("phone", edit.phone);
  json.read("language", edit.language);
  json.read("note", edit.note);
  json.read("vip", edit.vip);
  json.read("addresses", edit.addresses);
  json.read("add_addresses", edit.add_addresses);
  json.read("remove_addresses", edit.remove_addresses);
  if (const auto read = json.finished(); !read) return fail(read);
  return edit;
}

Result<core::CompanyEdit> read_company_edit(std::string_view body) {
  core::CompanyEdit edit;
  JsonBody json(body);
  json.read("domains", edit.domains);
  json.read("note", edit.note);
  json.read("vip", edit.vip);
  if (const auto read = json.finished(); !read) return fail(read);
  return edit;
}

/// Those who have an address that the contact shall have, and all companies.
Result<core::KnownPeople> known_people(store::Txn& txn, const std::vector<std::string>& addresses) {
  core::KnownPeople known;
  for (const auto& address : addresses) {
    auto found = txn.contacts({.address = address});
    if (!found) return fail(found);
    known.contacts.insert(known.contacts.end(), found->begin(), found->end());
  }
  auto companies = txn.companies();
  if (!companies) return fail(companies);
  known.companies = std::move(*companies);
  return known;
}

Result<> save(store::Txn& txn, core::Contact contact, const core::ContactEdit& edit, const core::Desk& desk,
              core::Time now) {
  const auto known = known_people(txn, core::addresses_after(contact, edit));
  if (!known) return fail(known);
  const auto changes = core::edit_contact(std::move(contact), edit, *known, desk, now);
  if (!changes) return fail(changes);
  return txn.apply(*changes);
}

}  // namespace

void Api::list_contacts(const Call& call) const {
  store::ContactQuery query{
      .address = call.query("address"), .company = call.query("company"), .text = call.query("query")};
  const auto page = read_page(call.query("after"), call.query("limit"));
  if (!page) return call.fail(page.error());
  if (page->after) query.after = core::ContactId{*page->after};
  query.limit = page->limit;
  if (const auto vip = call.query("vip"); !vip.empty()) query.vip = vip == "true";
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto contacts = (*reader)->contacts(query);
  if (!contacts) return call.fail(contacts.error());
  auto rows = Json::array();
  for (const auto& contact : *contacts) rows.push_back(contact_json(contact));
  call.respond({200, dump({{"contacts", std::move(rows)},
                           {"next", next_page(*contacts, page->limit, &core::Contact::id)}})});
}

void Api::show_contact(const Call& call) const { answer_with_contact(call, call.names.at(0), 200); }

/// With their tickets, newest first.
void Api::answer_with_contact(const Call& call, const std::string& who, int status) const {
  constexpr std::size_t most_tickets = 200;
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto contact = find_contact(**reader, who);
  if (!contact) return call.fail(contact.error());
  const auto tickets = (*reader)->tickets({.requested_by = {.contact = contact->id}});
  if (!tickets) return call.fail(tickets.error());
  auto view = contact_json(*contact);
  view["tickets"] = Json::array();
  for (auto ticket = tickets->rbegin(); ticket != tickets->rend(); ++ticket)
    if (view["tickets"].size() < most_tickets && may_see(call, *ticket))
      view["tickets"].push_back(ticket_row_json(*ticket));
  call.respond({status, dump(view)});
}

void Api::create_contact(const Call& call) const {
  const auto edit = read_contact_edit(call.request.body);
  if (!edit) return call.fail(edit.error());
  const auto addresses = core::addresses_after({}, *edit);
  const auto job = [edit = *edit, desk = services_.desk(), now = services_.now()](store::Txn& txn) {
    return save(txn, {}, edit, *desk, now);
  };
  write_then(call, job, [this, call, addresses] { answer_with_contact(call, addresses.front(), 201); });
}

void Api::edit_contact(const Call& call) const {
  const auto edit = read_contact_edit(call.request.body);
  if (!edit) return call.fail(edit.error());
  const auto id = std::make_shared<core::ContactId>();
  const auto job = [id, edit = *edit, who = call.names.at(0), desk = services_.desk(),
                    now = services_.now()](store::Txn& txn) -> Result<> {
    auto contact = find_contact(txn, who);
    if (!contact) return fail(contact);
    *id = contact->id;
    return save(txn, std::move(*contact), edit, *desk, now);
  };
  write_then(call, job, [this, call, id] { answer_with_contact(call, std::to_string(id->value), 200); });
}

void Api::merge_contacts(const Call& call) const {
  std::vector<std::string> others;
  JsonBody json(call.request.body);
  json.read("others", others);
  if (const auto read = json.finished(); !read) return call.fail(read.error());
  const auto id = std::make_shared<core::ContactId>();
  const auto job = [id, others, who = call.names.at(0), now = services_.now()](store::Txn& txn) -> Result<> {
    auto kept = find_contact(txn, who);
    if (!kept) return fail(kept);
    *id = kept->id;
    std::vector<core::Contact> same;
    for (const auto& other : others) {
      auto found = find_contact(txn, other);
      if (!found) return fail(found);
      same.push_back(std::move(*found));
    }
    const auto changes = core::merge_contacts(std::move(*kept), same, now);
    if (!changes) return fail(changes);
    return txn.apply(*changes);
  };
  write_then(call, job, [this, call, id] { answer_with_contact(call, std::to_string(id->value), 200); });
}

/// Everything they wrote and were written. An address that is no contact's is somebody, too: a participant.
void Api::erase_contact(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto& who = call.names.at(0);
  const auto contact = find_contact(**reader, who);
  if (!contact && (contact.error().kind != ErrorKind::not_found || who.find('@') == std::string::npos))
    return call.fail(contact.error());
  const auto addresses = contact ? contact->addresses : std::vector<std::string>{who};
  std::vector<core::Ticket> tickets;
  for (const auto& address : addresses) {
    auto of_it = (*reader)->tickets({.requester = address});
    if (!of_it) return call.fail(of_it.error());
    tickets.insert(tickets.end(), of_it->begin(), of_it->end());
  }
  const auto random = crypto::to_hex(crypto::random_key()).substr(0, 16);
  const core::ErasedPerson person{addresses, "erased-" + random + "@erased.invalid"};
  const auto changes = core::erase_person(person, tickets, *services_.desk(), services_.now());
  if (!changes) return call.fail(changes.error());
  const auto answer = [call, person, count = tickets.size()](const Result<store::Swept>& swept) {
    call.respond({200, dump({{"pseudonym", person.pseudonym},
                             {"addresses", person.addresses},
                             {"tickets", count},
                             {"log_is_empty", swept && swept->log_is_empty}})});
  };
  services_.erase(person, *changes, [this, call, answer](const Result<>& erased) {
    if (!erased) return call.fail(erased.error());
    services_.sweep(std::chrono::seconds(0), answer);
  });
}

void Api::list_companies(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto companies = (*reader)->companies();
  if (!companies) return call.fail(companies.error());
  auto rows = Json::array();
  for (const auto& company : *companies) rows.push_back(company_json(company));
  call.respond({200, dump({{"companies", std::move(rows)}})});
}

void Api::show_company(const Call& call) const {
  const auto reader = services_.reader();
  if (!reader) return call.fail(reader.error());
  const auto& name = call.names.at(0);
  const auto companies = (*reader)->companies();
  if (!companies) return call.fail(companies.error());
  const auto company = core::company_named(*companies, name);
  if (!company) return call.fail({ErrorKind::not_found, "there is no company \"" + name + '"'});
  const auto people = (*reader)->contacts({.company = name, .limit = longest_page});
  if (!people) return call.fail(people.error());
  auto view = company_json(*company);
  view["contacts"] = Json::array();
  for (const auto& contact : *people) view["contacts"].push_back(contact_json(contact));
  call.respond({200, dump(view)});
}

/// Makes it where there is none.
void Api::edit_company(const Call& call) const {
  const auto edit = read_company_edit(call.request.body);
  if (!edit) return call.fail(edit.error());
  const auto job = [edit = *edit, name = call.names.at(0),
                    now = services_.now()](store::Txn& txn) -> Result<> {
    const auto known = txn.companies();
    if (!known) return fail(known);
    const auto* company = core::company_named(*known, name);
    const auto changes =
        core::edit_company(company ? *company : core::Company{.name = name}, edit, *known, now);
    if (!changes) return fail(changes);
    return txn.apply(*changes);
  };
  write_then(call, job, [this, call] { show_company(call); });
}

void Api::remove_company(const Call& call) const {
  const auto job = [name = call.names.at(0)](store::Txn& txn) -> Result<> {
    const auto known = txn.companies();
    if (!known) return fail(known);
    if (!core::company_named(*known, name))
      return fail(ErrorKind::not_found, "there is no company \"" + name + '"');
    return txn.apply({core::change::RemoveCompany{name}});
  };
  services_.write(job, [call](const Result<>& done) {
    if (!done) return call.fail(done.error());
    call.respond({200, "{}"});
  });
}

}  // namespace ticketd::daemon
