// doctor: looks at the set-up and says what to do. doctor auth: whether a stranger could pass for an agent. A
// mail that claims to be authenticated is handed to the MTA in front, as a stranger would; when it comes out
// of the trusted path, its claim must not count.
#include "config/load.h"
#include "crypto/digest.h"
#include "ctl/commands.h"
#include "ctl/examination.h"
#include "ctl/front_mta.h"
#include "ctl/table.h"

#include <memory>
#include <thread>

namespace ticketd::ctl {

namespace {

using core::ErrorKind;
using std::chrono::steady_clock;

struct ForgedMail {
  std::string front, mailbox, from;
  double seconds = 60;
};

struct Forgery {
  std::string message_id;
  StrangersMail mail;
};

/// A verdict in the name of every host that is believed. It answers nothing, so that it ends in the
/// quarantine and nobody is written to because of it.
Forgery forge(const std::string& from, const std::string& to, const std::vector<std::string>& authserv_ids) {
  Forgery forgery;
  const auto random = crypto::to_hex(crypto::random_key()).substr(0, 24);
  forgery.message_id = "doctor-" + random + "@ticketd-doctor.invalid";
  const auto domain = from.substr(from.rfind('@') + 1);
  auto& bytes = forgery.mail.bytes;
  for (const auto& id : authserv_ids)
    bytes += "Authentication-Results: " + id + "; dmarc=pass header.from=" + domain +
             "; dkim=pass header.d=" + domain + "; spf=pass smtp.mailfrom=" + domain + "\r\n";
  bytes += "From: <" + from + ">\r\nTo: <" + to +
           ">\r\nSubject: ticketd doctor: a forged mail\r\nMessage-ID: <" + forgery.message_id +
           ">\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n" +
           "Content-Type: text/plain; charset=utf-8\r\n\r\nTest " + random +
           ": the author of this mail is forged, and so is what it says of its own authentication.\r\n";
  forgery.mail.sender = from;
  forgery.mail.recipient = to;
  return forgery;
}

Result<Json> wait_for(const ControlClient& daemon, const std::string& message_id,
                      steady_clock::time_point deadline) {
  for (;;) {
    auto trace = daemon.get("/api/v1/explain/" + percent_encoded(message_id) + "?language=en");
    if (trace || trace.error().kind != ErrorKind::not_found) return trace;
    if (steady_clock::now() > deadline)
      return fail(ErrorKind::remote_temporary,
                  "the mail did not arrive: is the way from the MTA in front to ticketd open?");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));  // a person at a terminal waits, nobody else
  }
}

/// Nobody has to decide about our own test.
void clean_up(const ControlClient& daemon, const std::string& message_id) {
  const auto quarantine = daemon.get("/api/v1/quarantine?message_id=" + percent_encoded(message_id));
  if (!quarantine) return;
  for (const auto& mail : field(*quarantine, "quarantine"))
    (void)daemon.post("/api/v1/quarantine/" + plain(mail, "id") + "/delete",
                      Json::object());  // it stays to be seen there
}

std::string trust_detail(const Json& trace) {
  for (const auto& step : field(trace, "steps"))
    if (plain(step, "rule") == "trust") return plain(step, "detail");
  return {};
}

int judge(const Json& trace, const Invocation& invocation) {
  const bool counted = plain(field(trace, "result"), "trust") == "proven";
  if (invocation.json) {
    invocation.print({{"safe", !counted},
                      {"trust", field(field(trace, "result"), "trust")},
                      {"detail", trust_detail(trace)}});
  } else if (counted) {
    invocation.terminal.errors << "ticketctl: NOT SAFE: the forged verdict counted (" << trust_detail(trace)
                               << "). Anybody can write as an agent.\nThe MTA in front must remove every "
                                  "Authentication-Results field that "
                                  "carries its own name, or add a Received field of its own, and [trust] "
                                  "hosts must name only hosts that do.\n";
  } else {
    invocation.terminal.out << "safe: the forged verdict did not count (" << trust_detail(trace) << ")\n";
  }
  return counted ? refused : done;
}

int examine_trust(const ForgedMail& given, const Invocation& invocation) {
  const auto server = config::load_server(invocation.config);
  if (!server) return invocation.fail(server.error());
  const auto client = invocation.daemon();
  if (!client) return invocation.fail(client.error());
  const auto source = client->get("/api/v1/desk");
  if (!source) return invocation.fail(source.error());
  const auto desk = config::parse_desk(plain(*source, "text"), plain(*source, "file"));
  if (!desk) return invocation.fail(desk.error());
  const auto* mailbox = given.mailbox.empty() && !desk->mailboxes.empty()
                            ? &desk->mailboxes.front()
                            : desk->mailbox_named(given.mailbox);
  if (!mailbox) return invocation.fail({ErrorKind::policy, "no mailbox is called \"" + given.mailbox + '"'});
  if (given.from.empty() && desk->agents.empty())
    return invocation.fail({ErrorKind::policy, "the desk has no agent to forge: name an author with --from"});

  const auto forgery = forge(given.from.empty() ? desk->agents.front().email : given.from,
                             mailbox->address.address, server->settings.trust.authserv_ids);
  const auto patience =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(given.seconds));
  const auto deadline = steady_clock::now() + patience;
  if (const auto handed_in = hand_in(given.front, forgery.mail, patience); !handed_in) {
    auto error = handed_in.error();
    if (error.kind == ErrorKind::network) error.kind = ErrorKind::remote_temporary;  // there is a daemon
    return invocation.fail(error);
  }
  const auto trace = wait_for(*client, forgery.message_id, deadline);
  if (!trace) return invocation.fail(trace.error());
  clean_up(*client, forgery.message_id);
  return judge(*trace, invocation);
}

int look_around(const Examined& given, const Invocation& invocation) {
  const auto findings = examine(given);
  std::vector<Row> rows;
  bool all_well = true;
  for (const auto& finding : findings) {
    all_well = all_well && finding.grade != Grade::error;
    if (invocation.json)
      invocation.print({{"grade", name_of(finding.grade)},
                        {"topic", finding.topic},
                        {"what", finding.what},
                        {"where", finding.where},
                        {"advice", finding.advice}});
    else
      rows.push_back({std::string(name_of(finding.grade)), finding.topic, finding.where, finding.what});
    if (!invocation.json && !finding.advice.empty()) rows.push_back({"", "", "", "-> " + finding.advice});
  }
  if (!invocation.json) print_table(invocation.terminal.out, {"GRADE", "TOPIC", "WHERE", "WHAT"}, rows);
  return all_well ? done : refused;
}

}  // namespace

void add_doctor(CLI::App& app, Invocation& invocation) {
  auto* doctor = app.add_subcommand(
      "doctor",
      "look at configuration, permissions, disk, clock, DNS and TLS, and log in at every mail account");
  doctor->require_subcommand(0, 1);
  const auto house = std::make_shared<Examined>();
  const auto offline = std::make_shared<bool>(false);
  doctor->add_option("--name-server", house->name_server,
                     "ADDRESS[:PORT] to ask; default: those of this machine");
  doctor->add_flag("--offline", *offline, "without DNS, and without logging in anywhere");
  auto* auth =
      doctor->add_subcommand("auth", "send a forged mail through the MTA in front: it must not be believed");
  const auto given = std::make_shared<ForgedMail>();
  auth->add_option("FRONT", given->front, "smtp://HOST[:PORT] that strangers write to")->required();
  auth->add_option("--mailbox", given->mailbox, "name of the mailbox to write to; default: the first");
  auth->add_option("--from", given->from, "author to forge; default: the first agent");
  auth->add_option("--timeout", given->seconds, "seconds until it must have arrived")
      ->check(CLI::Range(1.0, 3'600.0))
      ->capture_default_str();
  auth->callback([given, &invocation] {
    invocation.run = [given, &invocation] { return examine_trust(*given, invocation); };
  });
  doctor->callback([doctor, house, offline, &invocation] {
    if (!doctor->get_subcommands().empty()) return;
    invocation.run = [house, offline, &invocation] {
      house->config = invocation.config;
      house->ask_network = !*offline;
      return look_around(*house, invocation);
    };
  });
}

}  // namespace ticketd::ctl
