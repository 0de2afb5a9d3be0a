#include "ctl/account_findings.h"

#include "ctl/invocation.h"

#include <algorithm>
#include <array>

namespace ticketd::ctl {

namespace {

struct Cure {
  std::string_view trouble;  ///< as core::ErrorKind is named
  std::string_view advice;
  bool then_again = false;  ///< nothing happens before a person asks for another try
};

constexpr std::array cures{
    Cure{"credentials",
         "the server or the token endpoint refuses this user: put the right password or a new grant into its "
         "file",
         true},
    Cure{
        "bad_config",
        "the certificate must be of the host in url and of an authority in tls_ca_file; a password goes only "
        "over TLS",
        true},
    Cure{"network", "is the host in url right and up, and no firewall between? what waits is tried again"},
    Cure{"remote_temporary", "the server is not ready for us; if it stays so, ask who runs it"},
};

std::string advice_for(const std::string& trouble, bool mailbox, const std::string& name) {
  const auto cure =
      std::find_if(cures.begin(), cures.end(), [&](const Cure& one) { return one.trouble == trouble; });
  if (cure == cures.end()) return "see `ticketctl log`";
  std::string advice(cure->advice);
  if (cure->then_again)
    advice += mailbox ? "; then: ticketctl poll " + name : "; then: ticketctl queue retry --all";
  return advice;
}

std::string success(const std::string& server, const std::string& user) {
  const bool encrypted =
      server.find("s://") != std::string::npos;  // imaps, smtps, imap+starttls, smtp+starttls
  return std::string(user.empty() ? "it takes connections" : "it takes our login as " + user) +
         (encrypted ? " over verified TLS" : " in clear text");
}

}  // namespace

Finding finding_of_account(const Json& account) {
  const bool mailbox = plain(account, "kind") == "mailbox";
  const auto name = plain(account, "name"), server = plain(account, "server");
  Finding finding{.topic = mailbox ? "mailboxes" : "relay", .what = {}, .where = server, .advice = {}};
  if (mailbox) finding.where = name + ' ' + server;
  if (field(account, "works") == true) {
    finding.what = success(server, plain(account, "user"));
    return finding;
  }
  finding.grade = Grade::error;
  finding.what = plain(account, "problem");
  finding.advice = advice_for(plain(account, "trouble"), mailbox, name);
  return finding;
}

}  // namespace ticketd::ctl
