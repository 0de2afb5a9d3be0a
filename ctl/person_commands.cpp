// export, erase: what we hold of a person, handed out or forgotten.
#include "core/rfc3339.h"
#include "core/text.h"
#include "ctl/commands.h"

#include <sys/stat.h>

#include <array>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>

namespace ticketd::ctl {

namespace {

namespace fs = std::filesystem;
using core::ErrorKind;

/// A folder that gets a file for each thing, readable by us alone.
class Folder {
 public:
  static Result<Folder> make(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) != 0)
      return ticketd::fail(ErrorKind::policy, path + ": " + std::generic_category().message(errno));
    return Folder(path);
  }

  [[nodiscard]] Result<> write(const std::string& name, std::string_view bytes) const {
    std::ofstream file(path_ / name, std::ios::binary);
    file << bytes << std::flush;
    if (!file) return ticketd::fail(ErrorKind::store_full, (path_ / name).string() + ": cannot be written");
    return {};
  }

  /// What is not all of it is nobody's: the folder was made for it, and the next try wants its name.
  void remove() const {
    std::error_code ignored;  // what cannot be removed is still told to have failed
    fs::remove_all(path_, ignored);
  }

 private:
  explicit Folder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

/// As the first line of an mbox entry tells it: "Thu Jan  1 00:00:00 1970", in UTC.
std::string mbox_time(core::Time time) {
  const auto seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  std::tm parts{};
  std::array<char, 32> text{};
  ::gmtime_r(&seconds, &parts);
  return {text.data(), std::strftime(text.data(), text.size(), "%a %b %e %H:%M:%S %Y", &parts)};
}

/// One mail of an mbox file (RFC 4155, "mboxrd": a line that begins with From is quoted, however often).
std::string mbox_entry(std::string_view mail, core::Time arrived) {
  std::string text = "From ticketd@localhost " + mbox_time(arrived) + "\n";
  for (const auto line : core::split_lines(mail)) {
    const auto quotes = line.find_first_not_of('>');
    if (quotes != std::string_view::npos && line.substr(quotes).starts_with("From ")) text += '>';
    (text += line) += '\n';
  }
  return text + '\n';
}

/// ticket-N.json as `ticket show --json`, ticket-N.mbox with the mails as they came.
Result<> export_ticket(const ControlClient& daemon, const std::string& number, const Folder& folder) {
  const auto ticket = daemon.get("/api/v1/tickets/" + number);
  if (!ticket) return ticketd::fail(ticket);
  std::string mbox;
  for (const auto& entry : field(*ticket, "entries")) {
    if (plain(entry, "kind") != "mail") continue;
    const auto mail =
        daemon.get_bytes("/api/v1/tickets/" + number + "/entries/" + plain(entry, "id") + "/mail");
    if (mail && !mail->empty())
      mbox += mbox_entry(*mail, core::time_of_rfc3339(plain(entry, "created_at")).value_or(core::Time{}));
    if (!mail && mail.error().kind != ErrorKind::not_found) return ticketd::fail(mail);
  }
  if (auto written = folder.write("ticket-" + number + ".json", ticket->dump(2) + "\n"); !written)
    return written;
  return folder.write("ticket-" + number + ".mbox", mbox);
}

/// The numbers of all tickets that a person asked for, whoever the contact's addresses say that is.
Result<std::vector<std::string>> tickets_of(const ControlClient& daemon, const Json& contact) {
  std::vector<std::string> numbers;
  for (const auto& address : field(contact, "addresses")) {
    Json after;
    do {
      auto target = "/api/v1/tickets?query=" + percent_encoded("requester:" + plain(address));
      if (!after.is_null()) target += "&after=" + plain(after);
      const auto page = daemon.get(target);
      if (!page) return ticketd::fail(page);
      for (const auto& ticket : field(*page, "tickets")) numbers.push_back(plain(ticket, "id"));
      after = field(*page, "next");
    } while (!after.is_null());
  }
  return numbers;
}

struct Export {
  std::string contact, folder;
  std::vector<std::string> tickets;
};

Result<> fill(const Folder& folder, const ControlClient& daemon, const Json& contact,
              const std::vector<std::string>& numbers) {
  if (!contact.is_null())
    if (auto written = folder.write("contact.json", contact.dump(2) + "\n"); !written) return written;
  for (const auto& number : numbers)
    if (auto exported = export_ticket(daemon, number, folder); !exported) return exported;
  return {};
}

Result<std::size_t> run_export(const ControlClient& daemon, const Export& given) {
  auto numbers = given.tickets;
  Json contact;
  if (!given.contact.empty()) {
    auto found = daemon.get("/api/v1/contacts/" + percent_encoded(given.contact));
    if (!found) return ticketd::fail(found);
    contact = std::move(*found);
    auto theirs = tickets_of(daemon, contact);
    if (!theirs) return ticketd::fail(theirs);
    numbers.insert(numbers.end(), theirs->begin(), theirs->end());
  }
  const auto folder = Folder::make(given.folder);
  if (!folder) return ticketd::fail(folder);
  if (const auto filled = fill(*folder, daemon, contact, numbers); !filled) {
    folder->remove();
    return ticketd::fail(filled);
  }
  return numbers.size();
}

void add_export(CLI::App& app, Invocation& invocation) {
  auto* command =
      app.add_subcommand("export", "write tickets, or a person's contact and tickets, as JSON and mbox");
  const auto given = std::make_shared<Export>();
  command->add_option("FOLDER", given->folder, "is made; must not exist")->required();
  auto* contact = command->add_option("--contact", given->contact, "number, or an address of theirs");
  auto* tickets = command->add_option("--ticket", given->tickets, "number; may stand many times")
                      ->check(CLI::PositiveNumber);
  command->callback([given, contact, tickets, &invocation] {
    if (contact->empty() && tickets->empty()) throw CLI::RequiredError("--contact or --ticket");
    invocation.run = [given, &invocation] {
      const auto client = invocation.daemon();
      if (!client) return invocation.fail(client.error());
      const auto count = run_export(*client, *given);
      if (!count) return invocation.fail(count.error());
      if (invocation.json)
        invocation.print({{"folder", given->folder}, {"tickets", *count}});
      else
        invocation.terminal.out << given->folder << ": " << *count << " tickets\n";
      return static_cast<int>(done);
    };
  });
}

void add_erase(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand(
      "erase",
      "forget a person for good: texts, attachments, raw mails and letters; the history keeps a pseudonym");
  const auto who = std::make_shared<std::string>();
  command->add_option("CONTACT", *who, "number, or an address of theirs")->required();
  const auto is_sure = std::make_shared<bool>(false);
  command->add_flag("--yes", *is_sure, "do it: nothing brings it back but a backup, which holds it still");
  command->callback([who, is_sure, &invocation] {
    if (!*is_sure) throw CLI::RequiredError("--yes");
    invocation.run = [who, &invocation] {
      return invocation.ask(
          [&](const ControlClient& daemon) {
            return daemon.post("/api/v1/contacts/" + percent_encoded(*who) + "/erase", Json::object());
          },
          [&](const Json& erased) {
            auto& out = invocation.terminal.out;
            out << plain(erased, "tickets") << " tickets; in the history stands "
                << plain(erased, "pseudonym") << '\n';
            if (field(erased, "log_is_empty") != true)
              out << "the log of the database was in use; `ticketctl verify --sweep` empties it\n";
          });
    };
  });
}

}  // namespace

void add_person_commands(CLI::App& app, Invocation& invocation) {
  add_export(app, invocation);
  add_erase(app, invocation);
}

}  // namespace ticketd::ctl
