#include "config/addresses.h"
#include "config/assignment.h"
#include "config/calendars.h"
#include "config/file.h"
#include "config/load.h"
#include "config/mail_url.h"
#include "config/oauth2.h"
#include "config/rules.h"
#include "config/section.h"
#include "config/shipped_rules.h"
#include "config/taken.h"
#include "config/units.h"
#include "config/webhooks.h"
#include "core/desk_text.h"
#include "core/nearest.h"
#include "core/text.h"
#include "core/token.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace ticketd::config {

namespace {

/// Words that stand where an agent's name could stand.
constexpr std::array<std::string_view, 10> reserved{"none",    "random", "round_robin", "least_loaded",
                                                    "skill",   "sticky", "assignee",    "group",
                                                    "manager", "system"};

template <std::size_t Count>
bool is_one_of(const std::array<std::string_view, Count>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void check_name(const Section& table) {
  const auto name = table.text("name");
  const auto strange = [](unsigned char c) {
    return c < ' ' || c == 0x7f || c == ':' || c == ',' || c == '"';
  };
  if (std::any_of(name.begin(), name.end(), strange) || core::trim(name) != name)
    table.wrong("name", "must not hold : , \" or controls, nor begin or end with a blank");
  if (is_one_of(reserved, name)) table.wrong("name", "\"" + name + "\" is a word of rules");
}

std::optional<core::Since> since(const Section& table) {
  const auto text = table.text("since");
  if (text.empty()) return std::nullopt;
  auto day = parse_since(text);
  if (!day) table.wrong("since", "must be a day like \"2026-11-01\" or an age like \"3d\"");
  return day;
}

core::ImapAccount read_imap(const Section& table) {
  core::ImapAccount imap{.url = table.text("url"),
                         .user = table.text("user"),
                         .password_file = existing_file(table, "password_file").string(),
                         .tls_ca_file = existing_file(table, "tls_ca_file").string(),
                         .after_import = table.text("after_import"),
                         .since = since(table),
                         .oauth2 = read_oauth2(table.below("oauth2"))};
  for (const auto* key : {"url", "user"}) table.require(key);
  if (!imap.oauth2) table.require("password_file");
  const auto url = parse_mail_url(imap.url);
  if (!imap.url.empty() && (!url || url->protocol != MailProtocol::imap))
    table.wrong("url", (url ? imap.url : url.error().detail) +
                           ": must be imaps://, imap+starttls:// or imap://HOST[:PORT][/FOLDER]");
  else if (url && url->betrays_passwords())
    table.wrong("url", "imap:// would send the password in clear text to " + url->host +
                           "; imap+starttls:// or imaps:// encrypt it");
  constexpr std::array<std::string_view, 3> words{"seen", "none", "delete"};
  const bool moves = imap.after_import.starts_with("move:") && imap.after_import.size() > 5;
  if (!moves && !is_one_of(words, imap.after_import))
    table.wrong("after_import", "must be seen, none, delete or move:FOLDER");
  return imap;
}

/// In a local part of 64 octets (RFC 5321 4.5.3.1.1): what is longer, the customers' mail systems refuse.
bool has_room_for_token(std::string_view address) {
  constexpr std::size_t longest_local_part = 64;
  return address.substr(0, address.rfind('@')).size() + 1 + core::token_text_size <= longest_local_part;
}

/// A name without room for a token has replies to itself, unless the token was asked for by name.
bool has_token_in_reply_address(const Section& table) {
  if (table.text("reply_address") == "plain") return false;
  if (has_room_for_token(table.text("address"))) return true;
  if (table.has("reply_address"))
    table.wrong("reply_address",
                "no token fits behind this name: at most 15 octets before the @, or \"plain\"");
  return false;
}

core::Mailbox read_mailbox(const Section& table) {
  core::Mailbox mailbox;
  mailbox.name = table.text("name");
  mailbox.address = {table.text("display_name"), mail_address(table, "address")};
  mailbox.group = table.text("group");
  mailbox.token_in_reply_address = has_token_in_reply_address(table);
  mailbox.acknowledge = table.boolean("acknowledge");
  mailbox.default_charset = table.text("default_charset");
  const auto delimiter = table.text("subaddress_delimiter");
  if (delimiter.size() != 1 || std::string_view("+-=_.#").find(delimiter[0]) == std::string_view::npos)
    table.wrong("subaddress_delimiter", "must be one of + - = _ . #");
  else
    mailbox.subaddress_delimiter = delimiter[0];
  if (table.has("imap")) mailbox.imap = read_imap(table.below("imap"));
  return mailbox;
}

core::Agent read_agent(const Section& table) {
  core::Agent agent{.name = table.text("name"),
                    .display_name = table.text("display_name"),
                    .email = mail_address(table, "email"),
                    .groups = table.list("groups"),
                    .role = table.choice<core::AgentRole>("role"),
                    .language = table.text("language"),
                    .addresses = table.list("addresses"),
                    .calendar = table.text("calendar"),
                    .max_open = table.integer("max_open"),
                    .skills = table.list("skills")};
  for (const auto& address : agent.addresses)
    if (!looks_like_mail_address(address))
      table.wrong("addresses", "\"" + address + "\" is not a mail address");
  if (table.has("permissions")) agent.permissions = table.choices<core::Permission>("permissions");
  return agent;
}

void read_groups(const Section& root, core::Desk& desk) {
  Taken names("group");
  for (const auto& table : root.each("group")) {
    names.check(table, "name");
    check_name(table);
    desk.groups.push_back({.name = table.text("name"),
                           .members_only = table.text("visible_to") == "members",
                           .calendar = table.text("calendar"),
                           .reassign_when_away = table.text("when_away") == "reassign"});
    const auto& calendar = desk.groups.back().calendar;
    if (!calendar.empty() && !desk.calendar_named(calendar))
      table.wrong("calendar", "unknown calendar \"" + calendar + "\"");
  }
}

void read_mailboxes(const Section& root, core::Desk& desk) {
  Taken names("mailbox"), addresses("mailbox with address");
  for (const auto& table : root.each("mailbox")) {
    names.check(table, "name");
    addresses.check(table, "address");
    check_name(table);
    auto mailbox = read_mailbox(table);
    if (!mailbox.group.empty() && desk.group_named(mailbox.group) == nullptr)
      table.wrong("group", "unknown group \"" + mailbox.group + "\"");
    desk.mailboxes.push_back(std::move(mailbox));
  }
}

void read_agents(const Section& root, core::Desk& desk) {
  Taken names("agent"), addresses("agent with address");
  for (const auto& table : root.each("agent")) {
    names.check(table, "name");
    addresses.check(table, "email");
    check_name(table);
    auto agent = read_agent(table);
    for (const auto& group : agent.groups)
      if (desk.group_named(group) == nullptr) table.wrong("groups", "unknown group \"" + group + "\"");
    if (!agent.calendar.empty() && !desk.calendar_named(agent.calendar))
      table.wrong("calendar", "unknown calendar \"" + agent.calendar + "\"");
    if (desk.mailbox_of(agent.email))
      table.wrong("email", "is the address of a mailbox: its mails would answer themselves");
    for (const auto& address : agent.addresses) {
      if (desk.mailbox_of(address))
        table.wrong("addresses", "\"" + address + "\" is the address of a mailbox");
      if (const auto* other = desk.agent_with_address(address))
        table.wrong("addresses", "\"" + address + "\" is an address of \"" + other->name + '"');
    }
    if (const auto* other = desk.agent_with_address(agent.email); other && other->email != agent.email)
      table.wrong("email", "is an address of \"" + other->name + '"');
    desk.agents.push_back(std::move(agent));
  }
}

void read_fields(const Section& root, core::Desk& desk) {
  Taken names("field");
  for (const auto& table : root.each("field")) {
    names.check(table, "name");
    core::Field field{.name = table.text("name"),
                      .label = table.text("label"),
                      .type = table.choice<core::FieldType>("type"),
                      .choices = table.list("choices")};
    const auto strange = [](unsigned char c) { return c <= ' ' || c == 0x7f || std::strchr(":.\"{}=", c); };
    if (std::any_of(field.name.begin(), field.name.end(), strange))
      table.wrong("name", "must not hold blanks nor : . = \" { }");
    if ((field.type == core::FieldType::choice) == field.choices.empty())
      table.wrong(table.has("choices") ? "choices" : "name", "choices go with type = \"choice\"");
    desk.fields.push_back(std::move(field));
  }
}

/// One text of a [[template]]: in the desk, or in a file beside it.
class TextSource {
 public:
  TextSource(const Section& table, std::string_view key, std::string_view file_key)
      : table_(table), key_(key), file_key_(file_key), file_(table.path(file_key)) {}

  [[nodiscard]] std::string read() const {
    if (file_.empty()) return table_.text(key_);
    auto text = read_file(file_);
    if (!text) table_.wrong(file_key_, text.error().detail);
    return text ? std::move(*text) : std::string{};
  }

  void check(const std::string& name, const std::string& text, const core::Desk& desk) const {
    const auto mistake = core::check_text(name, text, desk.fields);
    if (!mistake) return;
    auto what = mistake->what;
    if (!mistake->variable.empty()) {
      const std::vector<std::string_view> known(mistake->known.begin(), mistake->known.end());
      what = "unknown variable \"" + mistake->variable + "\"; the nearest is \"" +
             std::string(core::nearest(known, mistake->variable)) + '"';
    }
    if (file_.empty()) return table_.wrong_in_text(key_, mistake->line, what);
    table_.wrong(file_key_, file_.string() + ':' + std::to_string(mistake->line) + ": " + what);
  }

 private:
  const Section& table_;
  std::string_view key_, file_key_;
  std::filesystem::path file_;
};

/// `[[template]]`: canned answers, and texts in place of the shipped ones.
void read_texts(const Section& root, core::Desk& desk) {
  for (const auto& table : root.each("template")) {
    const TextSource text(table, "text", "file"), html(table, "html", "html_file");
    core::DeskText own{.name = table.text("name"),
                       .language = table.text("language"),
                       .mailbox = table.text("mailbox"),
                       .text = text.read(),
                       .html = html.read()};
    table.require("name");
    check_name(table);
    if (!own.mailbox.empty() && !desk.mailbox_named(own.mailbox))
      table.wrong("mailbox", "unknown mailbox \"" + own.mailbox + "\"");
    if (core::trim(own.text).empty()) table.wrong("a template needs a text");
    text.check(own.name, own.text, desk);
    html.check(own.name, own.html, desk);
    const bool again = std::any_of(desk.texts.begin(), desk.texts.end(), [&](const auto& other) {
      return other.name == own.name && other.language == own.language && other.mailbox == own.mailbox;
    });
    if (again)
      table.wrong("name", "there is another template \"" + own.name + "\" in this language and mailbox");
    desk.texts.push_back(std::move(own));
  }
}

/// After the agents are known, of whom the groups speak.
void read_assignments(const Section& root, core::Desk& desk) {
  auto group = desk.groups.begin();
  for (const auto& table : root.each("group")) {
    group->assign = read_assignment(table, desk);
    if (table.has("nobody_available"))
      group->nobody_available = read_audience(table, "nobody_available", desk);
    ++group;
  }
  desk.fallback_group = root.below("routing").text("fallback");
  if (!desk.fallback_group.empty() && desk.group_named(desk.fallback_group) == nullptr)
    root.below("routing").wrong("fallback", "unknown group \"" + desk.fallback_group + "\"");
}

}  // namespace

Result<core::Desk> parse_desk(std::string_view text, const std::filesystem::path& file) {
  Problems problems(file);
  const auto table = parse_toml(text, problems);
  if (!table) return tl::unexpected(problems.as_error());

  const Section root(*table, "", desk_schema(), problems);
  core::Desk desk;
  desk.calendars = read_calendars(root);
  read_groups(root, desk);
  read_mailboxes(root, desk);
  read_agents(root, desk);
  read_assignments(root, desk);
  read_fields(root, desk);
  read_texts(root, desk);
  desk.webhooks = read_webhooks(root);
  desk.rules = read_rules(root, desk);
  desk.sla = read_sla(root, desk);
  add_shipped_rules(root, desk);
  if (!problems.none()) return tl::unexpected(problems.as_error());
  return desk;
}

Result<core::Desk> load_desk(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return fail(text);
  return parse_desk(*text, file);
}

}  // namespace ticketd::config
