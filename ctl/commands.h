// The commands of ticketctl, each group in a file of its own. Every add_… registers its commands and sets
// Invocation::run when one of them is named.
#pragma once

#include "ctl/invocation.h"

#include <CLI/CLI.hpp>

namespace ticketd::ctl {

void add_parse(CLI::App& app, Invocation& invocation);
void add_ingest(CLI::App& app, Invocation& invocation);
void add_mail_commands(CLI::App& app, Invocation& invocation);     ///< explain, quarantine
void add_ticket_commands(CLI::App& app, Invocation& invocation);   ///< ticket …
void add_ticket_views(CLI::App& ticket, Invocation& invocation);   ///< ticket list, ticket show
void add_contact_commands(CLI::App& app, Invocation& invocation);  ///< contact …, company …
void add_token_commands(CLI::App& app, Invocation& invocation);    ///< token …
void add_doctor(CLI::App& app, Invocation& invocation);            ///< doctor, doctor auth
void add_house_commands(CLI::App& app, Invocation& invocation);    ///< backup, verify, and the next two
void add_restore(CLI::App& app, Invocation& invocation);           ///< restore
void add_help(CLI::App& app, Invocation& invocation);              ///< help
void add_status(CLI::App& app, Invocation& invocation);            ///< status
void add_log(CLI::App& app, Invocation& invocation);               ///< log
void add_person_commands(CLI::App& app, Invocation& invocation);   ///< export, erase
void add_queue_commands(CLI::App& app, Invocation& invocation);    ///< queue …
void add_survey(CLI::App& app, Invocation& invocation);            ///< survey
void add_address_commands(CLI::App& app, Invocation& invocation);  ///< address …
void add_desk_commands(CLI::App& app, Invocation& invocation);     ///< desk …
void add_agent_commands(CLI::App& app, Invocation& invocation);    ///< agent …
void add_rule_commands(CLI::App& app, Invocation& invocation);     ///< rule …, template …
void add_daemon_commands(CLI::App& app, Invocation& invocation);   ///< config …, wait
void add_mailbox_commands(CLI::App& app, Invocation& invocation);  ///< mailbox …, poll

/// Reads the command line and does it; the exit code.
[[nodiscard]] int run_ticketctl(int argc, const char* const* argv, Terminal terminal);

}  // namespace ticketd::ctl
