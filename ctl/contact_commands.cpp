// contact list|show|set|merge, company list|show|set|remove: who writes to us.
#include "ctl/commands.h"
#include "ctl/table.h"

#include <memory>
#include <optional>

namespace ticketd::ctl {

namespace {

std::string contact_target(const std::string& who) { return "/api/v1/contacts/" + percent_encoded(who); }
std::string company_target(const std::string& name) { return "/api/v1/companies/" + percent_encoded(name); }

void print_line(std::ostream& out, std::string_view name, const std::string& value) {
  constexpr std::size_t column = 17;
  if (!value.empty()) out << name << std::string(column - name.size(), ' ') << printable(value) << '\n';
}

void print_contact(std::ostream& out, const Json& contact) {
  print_line(out, "contact", plain(contact, "id"));
  print_line(out, "name", plain(contact, "name"));
  print_line(out, "addresses", joined(field(contact, "addresses")));
  print_line(out, "company", plain(contact, "company"));
  print_line(out, "vip", field(contact, "vip") == true ? "yes" : "");
  print_line(out, "customer number", plain(contact, "customer_number"));
  print_line(out, "phone", plain(contact, "phone"));
  print_line(out, "language", plain(contact, "language"));
  print_line(out, "note", plain(contact, "note"));
  std::vector<Row> rows;
  for (const auto& ticket : field(contact, "tickets"))
    rows.push_back(
        {plain(ticket, "id"), plain(ticket, "created_at"), plain(ticket, "state"), plain(ticket, "subject")});
  if (rows.empty()) return;
  out << '\n';
  print_table(out, {"TICKET", "CREATED", "STATE", "SUBJECT"}, rows);
}

struct Selection {
  std::string query, company;
  bool vip = false;
};

int list_contacts(const Selection& selection, const Invocation& invocation) {
  const auto target = "/api/v1/contacts?query=" + percent_encoded(selection.query) +
                      "&company=" + percent_encoded(selection.company) + (selection.vip ? "&vip=true" : "");
  const auto row = [](const Json& contact) {
    return Row{plain(contact, "id"), plain(contact, "name"), joined(field(contact, "addresses")),
               plain(contact, "company"), plain(contact, "customer_number")};
  };
  return invocation.list(target, "contacts", {"ID", "NAME", "ADDRESSES", "COMPANY", "CUSTOMER"}, row);
}

/// What `set` was told; what was not told stays as it is.
struct Facts {
  std::string who;
  std::optional<std::string> name, company, customer_number, phone, language, note;
  std::string vip;
  std::vector<std::string> add, remove;
};

Json body_of(const Facts& facts) {
  auto body = Json::object();
  const auto put = [&](const char* key, const std::optional<std::string>& value) {
    if (value) body[key] = *value;
  };
  put("name", facts.name);
  put("company", facts.company);
  put("customer_number", facts.customer_number);
  put("phone", facts.phone);
  put("language", facts.language);
  put("note", facts.note);
  if (!facts.vip.empty()) body["vip"] = facts.vip == "on";
  if (!facts.add.empty()) body["add_addresses"] = facts.add;
  if (!facts.remove.empty()) body["remove_addresses"] = facts.remove;
  return body;
}

/// Somebody nobody has met yet is made of their address.
Result<Json> set_contact(const ControlClient& daemon, const Facts& facts) {
  auto changed = daemon.post(contact_target(facts.who), body_of(facts));
  const bool is_new = !changed && changed.error().kind == core::ErrorKind::not_found &&
                      facts.who.find('@') != std::string::npos;
  if (!is_new) return changed;
  auto body = body_of(facts);
  auto addresses = std::vector<std::string>{facts.who};
  addresses.insert(addresses.end(), facts.add.begin(), facts.add.end());
  body.erase("add_addresses");
  body["addresses"] = addresses;
  return daemon.post("/api/v1/contacts", body);
}

void add_contact_set(CLI::App& contact, Invocation& invocation) {
  auto* command =
      contact.add_subcommand("set", "change what is known of one; an unknown address is a new contact");
  const auto facts = std::make_shared<Facts>();
  command->add_option("CONTACT", facts->who, "number, or an address of theirs")->required();
  command->add_option("--name", facts->name, "display name");
  command->add_option("--company", facts->company, "name of a company; empty: none");
  command->add_option("--vip", facts->vip, "on or off")->check(CLI::IsMember({"on", "off"}));
  command->add_option("--customer-number", facts->customer_number, "in other systems");
  command->add_option("--phone", facts->phone, "as people write it");
  command->add_option("--language", facts->language, "ko or en");
  command->add_option("--note", facts->note, "for colleagues");
  command->add_option("--add-address", facts->add, "one more address");
  command->add_option("--remove-address", facts->remove, "no longer theirs");
  command->callback([facts, &invocation] {
    invocation.run = [facts, &invocation] {
      return invocation.ask([&](const ControlClient& daemon) { return set_contact(daemon, *facts); },
                            [&](const Json& changed) { print_contact(invocation.terminal.out, changed); });
    };
  });
}

void add_contact(CLI::App& app, Invocation& invocation) {
  auto* contact = app.add_subcommand("contact", "people who write to us");
  contact->require_subcommand(1);
  auto* list = contact->add_subcommand("list", "those that a word finds");
  const auto selection = std::make_shared<Selection>();
  list->add_option("--query", selection->query, "in name, address, company, customer number or phone");
  list->add_option("--company", selection->company, "its people");
  list->add_flag("--vip", selection->vip, "VIPs only");
  list->callback([selection, &invocation] {
    invocation.run = [selection, &invocation] { return list_contacts(*selection, invocation); };
  });
  auto* show = contact->add_subcommand("show", "one with all tickets");
  const auto who = std::make_shared<std::string>();
  show->add_option("CONTACT", *who, "number, or an address of theirs")->required();
  show->callback([who, &invocation] {
    invocation.run = [who, &invocation] {
      return invocation.ask([&](const ControlClient& daemon) { return daemon.get(contact_target(*who)); },
                            [&](const Json& one) { print_contact(invocation.terminal.out, one); });
    };
  });
  add_contact_set(*contact, invocation);
  auto* merge = contact->add_subcommand("merge", "others are the same person; the first is kept");
  const auto others = std::make_shared<std::vector<std::string>>();
  merge->add_option("KEPT", *who, "number, or an address of theirs")->required();
  merge->add_option("OTHER", *others, "those that are the same")->required();
  merge->callback([who, others, &invocation] {
    invocation.run = [who, others, &invocation] {
      return invocation.ask(
          [&](const ControlClient& daemon) {
            return daemon.post(contact_target(*who) + "/merge", {{"others", *others}});
          },
          [&](const Json& kept) { print_contact(invocation.terminal.out, kept); });
    };
  });
}

// ---- companies
// ---------------------------------------------------------------------------------------------------

struct Company {
  std::string name, vip;
  std::optional<std::string> note;
  std::optional<std::vector<std::string>> domains;
};

Json body_of(const Company& company) {
  auto body = Json::object();
  if (company.domains) body["domains"] = *company.domains;
  if (company.note) body["note"] = *company.note;
  if (!company.vip.empty()) body["vip"] = company.vip == "on";
  return body;
}

void print_company(std::ostream& out, const Json& company) {
  print_line(out, "company", plain(company, "name"));
  print_line(out, "domains", joined(field(company, "domains")));
  print_line(out, "vip", field(company, "vip") == true ? "yes" : "");
  print_line(out, "note", plain(company, "note"));
  std::vector<Row> rows;
  for (const auto& contact : field(company, "contacts"))
    rows.push_back({plain(contact, "id"), plain(contact, "name"), joined(field(contact, "addresses"))});
  if (!rows.empty()) print_table(out, {"ID", "NAME", "ADDRESSES"}, rows);
}

int list_companies(const Invocation& invocation) {
  const auto row = [](const Json& company) {
    return Row{plain(company, "name"), joined(field(company, "domains")),
               field(company, "vip") == true ? "yes" : ""};
  };
  return invocation.list("/api/v1/companies", "companies", {"NAME", "DOMAINS", "VIP"}, row);
}

void add_company(CLI::App& app, Invocation& invocation) {
  auto* company = app.add_subcommand("company", "houses that people who write to us belong to");
  company->require_subcommand(1);
  company->add_subcommand("list", "all of them")->callback([&invocation] {
    invocation.run = [&invocation] { return list_companies(invocation); };
  });
  const auto given = std::make_shared<Company>();
  const auto command = [&](const std::string& name, const std::string& help) {
    auto* made = company->add_subcommand(name, help);
    made->add_option("NAME", given->name, "of the company")->required();
    return made;
  };
  command("show", "one with its people")->callback([given, &invocation] {
    invocation.run = [given, &invocation] {
      return invocation.ask(
          [&](const ControlClient& daemon) { return daemon.get(company_target(given->name)); },
          [&](const Json& shown) { print_company(invocation.terminal.out, shown); });
    };
  });
  auto* set = command("set", "change what is known of one, or make it");
  set->add_option("--domain", given->domains, "mail domains of its people, instead of those it has");
  set->add_option("--vip", given->vip, "on or off, for all of its people")
      ->check(CLI::IsMember({"on", "off"}));
  set->add_option("--note", given->note, "for colleagues");
  set->callback([given, &invocation] {
    invocation.run = [given, &invocation] {
      return invocation.ask(
          [&](const ControlClient& daemon) {
            return daemon.post(company_target(given->name), body_of(*given));
          },
          [&](const Json& changed) { print_company(invocation.terminal.out, changed); });
    };
  });
  command("remove", "its people stay, without a company")->callback([given, &invocation] {
    invocation.run = [given, &invocation] {
      return invocation.ask(
          [&](const ControlClient& daemon) {
            return daemon.post(company_target(given->name) + "/remove", Json::object());
          },
          [&](const Json&) { invocation.terminal.out << given->name << " removed\n"; });
    };
  });
}

}  // namespace

void add_contact_commands(CLI::App& app, Invocation& invocation) {
  add_contact(app, invocation);
  add_company(app, invocation);
}

}  // namespace ticketd::ctl
