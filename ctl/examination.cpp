#include "ctl/examination.h"

#include "config/load.h"
#include "core/rfc3339.h"
#include "core/text.h"
#include "ctl/account_findings.h"
#include "ctl/invocation.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

#include <algorithm>
#include <chrono>
#include <set>

namespace ticketd::ctl {

namespace {

namespace fs = std::filesystem;
using enum Grade;

constexpr auto certificate_alarm = std::chrono::days(14);  // as TicketdCertificateEnds in contrib/alerts.yml

/// The look at one house, topic by topic.
class Examination {
 public:
  Examination(const Examined& given, Findings& findings) : given_(given), findings_(findings) {}

  void run() {
    if (!look_at_configuration()) return;
    look_at_permissions();
    look_at_disk();
    look_at_clock();
    look_at_daemon();
    if (!given_.ask_network) return;
    if (server_.delivery.url.empty())
      find(warning, "relay", "mails are written to a folder and sent to nobody",
           server_.delivery.maildir.string(), "set [delivery] url to the mail server of the house");
    look_at_accounts();
    look_at_names();
  }

 private:
  void find(Grade grade, std::string topic, std::string what, std::string where, std::string advice = {}) {
    findings_.push_back({grade, std::move(topic), std::move(what), std::move(where), std::move(advice)});
  }

  bool look_at_configuration() {
    const auto where = given_.config.string();
    const auto server = config::load_server(given_.config);
    if (!server) {
      find(error, "configuration", server.error().detail, where,
           "mend these lines; `ticketctl config check` looks again");
      return false;
    }
    server_ = *server;
    if (!server_.server.desk.empty()) {
      auto desk = config::load_desk(server_.server.desk);
      if (!desk) {
        find(error, "configuration", desk.error().detail, server_.server.desk.string(),
             "mend these lines; until then the desk that stands stays");
        return false;
      }
      desk_ = std::move(*desk);
    }
    find(good, "configuration", "both files can be read and say nothing wrong", where);
    if (desk_.mailboxes.empty())
      find(warning, "configuration", "the desk has no mailbox: no address takes mail",
           server_.server.desk.string(),
           "add a [[mailbox]], a [[group]] and an [[agent]]; see man desk.toml");
    if (server_.settings.operator_address.empty() &&
        std::none_of(desk_.agents.begin(), desk_.agents.end(),
                     [](const auto& agent) { return agent.role != core::AgentRole::agent; }))
      find(warning, "configuration", "nobody is told by mail when a mail account stops", where,
           "set [server] operator, or give an agent role = \"manager\"");
    if (server_.settings.trust.authserv_ids.empty() && server_.settings.trust.profiles.empty() &&
        !server_.settings.trust.agents_by_token)
      find(warning, "configuration", "nobody's word counts on who wrote a mail: no agent is obeyed", where,
           "name the host that checks DKIM and DMARC in [trust] authserv_ids, then try `ticketctl doctor "
           "auth`");
    return true;
  }

  // ---- this machine

  /// A secret is for one user; a file of the configuration is not for the others to write.
  void look_at_secret(const fs::path& file) {
    struct stat found {};
    if (file.empty() || ::stat(file.c_str(), &found) != 0) return;
    if ((found.st_mode & 0077) == 0) return;
    find((found.st_mode & 0007) != 0 ? error : warning, "permissions", "others can read this secret",
         file.string(), "chmod 600 " + file.string());
    secrets_are_kept_ = false;
  }

  void look_at_permissions() {
    for (const auto& file : {server_.delivery.password_file, server_.smtp.tls_key}) look_at_secret(file);
    for (const auto& route : server_.routes) look_at_secret(route.delivery.password_file);
    for (const auto& mailbox : desk_.mailboxes)
      if (mailbox.imap) look_at_secret(mailbox.imap->password_file);
    if (secrets_are_kept_)
      find(good, "permissions", "no secret can be read by others", given_.config.parent_path().string());
    struct stat found {};
    const auto& state = server_.server.state_dir;
    if (::stat(state.c_str(), &found) != 0)
      find(error, "permissions", "the state directory is not there", state.string(),
           "start ticketd by systemd once, or make it: install -d -o ticketd -g ticketd -m 750 " +
               state.string());
    else if ((found.st_mode & 0006) != 0)
      find(error, "permissions", "everybody on this machine can look into the state directory",
           state.string(), "chmod 750 " + state.string());
    struct stat config {};
    if (::stat(given_.config.c_str(), &config) == 0 && (config.st_mode & 0002) != 0)
      find(error, "permissions", "everybody can change the configuration", given_.config.string(),
           "chmod 640 " + given_.config.string());
  }

  void look_at_disk() {
    struct statvfs space {};
    const auto& state = server_.server.state_dir;
    if (::statvfs(state.c_str(), &space) != 0) return;
    const auto free = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize;
    const auto mebibytes = [](std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; };
    const auto said = mebibytes(free) + " are free, [store] min_free is " + mebibytes(server_.store.min_free);
    if (free < server_.store.min_free)
      find(error, "disk", said + ": no mail is taken in", state.string(),
           "make room; mail comes again by itself");
    else if (free < 2 * server_.store.min_free)
      find(warning, "disk", said, state.string(), "make room before it is less than min_free");
    else
      find(good, "disk", said, state.string());
    if (space.f_favail > 0 && space.f_favail < 1000)
      find(error, "disk", "the file system has no room for more files", state.string(),
           "make room for inodes: df -i");
  }

  void look_at_clock() {
    timex clock{};
    const bool synchronised = ::adjtimex(&clock) != -1 && (clock.status & STA_UNSYNC) == 0;
    if (synchronised)
      find(good, "clock", "it is kept by the network", "this machine");
    else
      find(warning, "clock", "nobody keeps the clock right: promises and closing times depend on it",
           "this machine", "timedatectl set-ntp true");
  }

  // ---- the daemon

  void look_at_daemon() {
    const auto socket = server_.server.control_socket();
    const auto status = ControlClient(ControlSocket{socket}).get("/api/v1/status");
    if (!status) {
      const bool forbidden = status.error().kind == core::ErrorKind::policy;
      find(error, "daemon", status.error().detail, socket.string(),
           forbidden ? "run this as root, or as a member of the group ticketd"
                     : "systemctl start ticketd; systemctl status ticketd tells why it ended");
      return;
    }
    if (field(*status, "ready") == true)
      find(good, "daemon", "version " + plain(*status, "version") + " takes mail in", socket.string());
    else
      find(error, "daemon", plain(*status, "problem"), socket.string(),
           "see `ticketctl log store.trouble disk.low`");
    look_at_mailboxes(field(*status, "mailboxes"));
    look_at_queue(*status);
    look_at_certificate(plain(*status, "certificate_ends"), plain(*status, "now"));
  }

  void look_at_mailboxes(const Json& mailboxes) {
    for (const auto& mailbox : mailboxes) {
      const auto state = plain(mailbox, "state");
      if (state == "connected" && !plain(mailbox, "problem").empty())
        find(warning, "mailboxes", plain(mailbox, "problem"), plain(mailbox, "name"),
             "mails come in; see `ticketctl log imap.after_import_failed`");
      else if (state == "connected" || state == "connecting")
        find(good, "mailboxes", "it is being fetched", plain(mailbox, "name"));
      else
        find(state == "stopped" ? error : warning, "mailboxes", plain(mailbox, "problem"),
             plain(mailbox, "name"),
             state == "stopped" ? "mend the account, then: ticketctl poll " + plain(mailbox, "name")
                                : "it is tried again by itself; see `ticketctl log imap.retry`");
      if (const auto& alert = field(mailbox, "alert"); alert.is_object())
        find(warning, "mailboxes", "its server said at " + plain(alert, "at") + ": " + plain(alert, "text"),
             plain(mailbox, "name"), "the server's operator wants a person to read this");
      if (const auto skipped = field(mailbox, "skipped").size(); skipped > 0)
        find(warning, "mailboxes", std::to_string(skipped) + " mails on the server could not be imported",
             plain(mailbox, "name"),
             "ticketctl mailbox skipped; ticketctl poll --skipped tries them once more");
    }
  }

  void look_at_queue(const Json& status) {
    const auto& queue = field(status, "queue");
    const auto count = [&](const char* state) {
      const auto& value = field(queue, state);
      return value.is_number() ? value.get<std::int64_t>() : 0;
    };
    if (const auto wait = count("held") + count("uncertain"); wait > 0)
      find(warning, "queue", std::to_string(wait) + " mails of ours wait for a person to decide", "outbox",
           "ticketctl queue list; then queue retry ID or queue drop ID");
    else
      find(good, "queue", "no mail of ours waits for a person", "outbox");
    if (const auto& held = field(status, "quarantine"); held.is_number() && held > 0)
      find(warning, "queue", plain(held) + " mails came in and wait for a person to decide", "quarantine",
           "ticketctl quarantine list; then quarantine release ID or quarantine delete ID");
  }

  void look_at_certificate(const std::string& ends, const std::string& now) {
    const auto& file = server_.smtp.tls_certificate;
    if (file.empty()) {
      if (!server_.smtp.listen.empty() && !server_.smtp.upstream)
        find(warning, "TLS", "strangers hand mail in without encryption", given_.config.string(),
             "set tls_certificate and tls_key in [smtp]");
      return;
    }
    if (ends.empty())
      find(error, "TLS", "the certificate cannot be read", file.string(),
           "it must be a PEM chain, our own one first");
    else if (ends < now)  // RFC 3339 in UTC sorts as time does
      find(error, "TLS", "the certificate ended at " + ends, file.string(),
           "renew it, then: systemctl reload ticketd");
    else if (const auto end = core::time_of_rfc3339(ends), today = core::time_of_rfc3339(now);
             end && today && *end - *today < certificate_alarm)
      find(warning, "TLS", "the certificate ends soon, at " + ends, file.string(),
           "renew it, then: systemctl reload ticketd");
    else
      find(good, "TLS", "the certificate holds until " + ends, file.string());
  }

  // ---- the house around it

  /// The daemon logs in itself: it alone has the credentials of its service, and the tokens in use.
  void look_at_accounts() {
    const auto socket = server_.server.control_socket();
    const auto tried = ControlClient(ControlSocket{socket}).post("/api/v1/accounts/try", Json::object());
    if (tried)
      for (const auto& account : field(*tried, "accounts")) findings_.push_back(finding_of_account(account));
    else
      find(warning, "relay", "no login was tried: " + tried.error().detail, socket.string(),
           "start ticketd and ask again");
  }

  void look_at_names() {
    const NameServer names(given_.name_server);
    std::set<std::string> domains;
    for (const auto& mailbox : desk_.mailboxes)
      domains.insert(mailbox.address.address.substr(mailbox.address.address.rfind('@') + 1));
    for (const auto& domain : domains)
      if (!look_at_domain(names, domain)) return;
    const auto& host = server_.settings.hostname;
    const auto four = names.records(host, RecordType::a), six = names.records(host, RecordType::aaaa);
    if (four && six && four->empty() && six->empty())
      find(warning, "DNS", "our own name has no address: some servers refuse its greeting", host,
           "publish one, or set [server] hostname to a name that has one");
  }

  /// False when no name server answers: asking on would only take time.
  bool look_at_domain(const NameServer& names, const std::string& domain) {
    const auto exchangers = names.records(domain, RecordType::mx);
    if (!exchangers) {
      find(warning, "DNS", exchangers.error().detail, domain,
           "see /etc/resolv.conf; --offline leaves DNS out");
      return false;
    }
    const auto address = names.records(domain, RecordType::a);
    if (exchangers->empty() && (!address || address->empty()))
      find(error, "DNS", "no mail reaches this domain: it has neither MX nor address", domain,
           "publish an MX record that names the server that takes its mail");
    else
      find(good, "DNS",
           exchangers->empty() ? "its address takes its mail" : "its mail goes to " + exchangers->front(),
           domain);
    look_for_policy(names, domain, domain, "v=spf1", "SPF",
                    "our answers may be taken for forged; publish which servers send for this domain");
    look_for_policy(
        names, domain, "_dmarc." + domain, "v=DMARC1", "DMARC",
        "anybody can write in the name of this domain; publish at least p=none with a report address");
    return true;
  }

  void look_for_policy(const NameServer& names, const std::string& domain, const std::string& where,
                       std::string_view begins, const std::string& policy, const std::string& advice) {
    const auto texts = names.records(where, RecordType::txt);
    if (!texts) return;
    const bool there = std::any_of(texts->begin(), texts->end(), [&](const std::string& text) {
      return core::starts_with_ignoring_case(text, begins);
    });
    if (there)
      find(good, "DNS", "it has a record for " + policy, domain);
    else
      find(warning, "DNS", "it has no record for " + policy, domain, advice);
  }

  const Examined& given_;
  Findings& findings_;
  config::ServerConfig server_;
  core::Desk desk_;
  bool secrets_are_kept_ = true;
};

}  // namespace

std::string_view name_of(Grade grade) {
  switch (grade) {
    case good:
      return "good";
    case warning:
      return "warning";
    case error:
      return "error";
  }
  return "";
}

Findings examine(const Examined& given) {
  Findings findings;
  Examination(given, findings).run();
  return findings;
}

}  // namespace ticketd::ctl
