// One call of ticketctl: what stands on its command line for all commands, and what the named command will
// do.
#pragma once

#include "core/result.h"
#include "ctl/control_client.h"
#include "ctl/exit_code.h"
#include "ctl/table.h"

#include <functional>
#include <istream>
#include <ostream>
#include <string>

namespace ticketd::ctl {

struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& errors;
};

struct Invocation {
  Terminal terminal;
  bool json = false;  ///< one document, or one object a line, and nothing else
  std::string config = "/etc/ticketd/ticketd.toml";
  std::string url, token_file;  ///< instead of the control socket
  std::function<int()> run;     ///< of the command that was named

  /// Where the daemon listens: --url, or the control socket in the configuration's state_dir.
  [[nodiscard]] Result<ControlClient> daemon() const;

  /// Tells the reason on standard error.
  [[nodiscard]] int fail(const core::Error& error) const;
  /// The same, as a mistake on the command line.
  [[nodiscard]] int misuse(const core::Error& error) const;
  void print(const Json& document) const;

  /// Asks the daemon; `show` prints what it answered, unless --json did.
  template <class Ask, class Show>
  [[nodiscard]] int ask(Ask ask, Show show) const {
    const auto client = daemon();
    if (!client) return fail(client.error());
    const Result<Json> answer = ask(*client);
    if (!answer) return fail(answer.error());
    if (json)
      print(*answer);
    else
      show(*answer);
    return done;
  }

  /// What stands under `key` of the answer at `target` and of the pages behind it: with --json one object a
  /// line, else a table.
  [[nodiscard]] int list(const std::string& target, const char* key, const Row& titles,
                         const std::function<Row(const Json&)>& row_of) const;
};

/// The whole file; "-" is standard input.
[[nodiscard]] Result<std::string> read_file(const std::string& file, const Invocation& invocation);

/// A value of an object, null where it is not there: the daemon may be of another version.
[[nodiscard]] const Json& field(const Json& object, const char* key);

/// A value for people: a text without its quotes, nothing for null.
[[nodiscard]] std::string plain(const Json& value);
[[nodiscard]] inline std::string plain(const Json& object, const char* key) {
  return plain(field(object, key));
}
[[nodiscard]] std::string joined(const Json& list);  ///< "a, b"

}  // namespace ticketd::ctl
