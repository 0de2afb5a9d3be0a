// Keeps the desk: applied from desk.toml at start when that changed, by `desk apply`, and at a reload. The
// database holds the one truth; a bad desk changes nothing.
#pragma once

#include "config/load.h"
#include "daemon/current.h"
#include "daemon/http/services.h"
#include "store/writer.h"

#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace ticketd::daemon {

class DeskKeeper {
 public:
  static constexpr auto text_value = "desk.text";  ///< the store's value that holds the desk as it stands

  /// Reads what is kept, applies the configured file when it is another than the one last applied, and makes
  /// the keys of the tokens at the very first start. A file by which an agent leaves who has tickets is
  /// logged, and what is kept stays. Blocks.
  static Result<std::unique_ptr<DeskKeeper>> open(const config::ServerConfig& config, store::Store& store,
                                                  store::Writer& writer, const Clock& clock);

  [[nodiscard]] Current& current() { return current_; }
  [[nodiscard]] DeskSource source() const;

  /// Checks and applies a desk; `done` after COMMIT. Any thread.
  void apply(DeskSource source, Done<> done);

  /// What a new configuration brings; nothing has changed yet.
  struct Next {
    struct File {
      core::Desk desk;
      templates::Templates texts;
      DeskSource source;
      std::string digest;
    };
    core::Settings settings;
    std::optional<File> file;  ///< the desk's, when it is another than the one last applied
  };
  [[nodiscard]] Result<Next> read(const config::ServerConfig& config) const;
  /// Blocks. Refused, and nothing changes, when the store refuses it or an agent leaves who has tickets.
  Result<> take(Next next);

 private:
  DeskKeeper(store::Writer& writer, const Clock& clock, Standing standing, DeskSource source,
             std::string file_digest)
      : writer_(writer),
        clock_(clock),
        current_(std::make_shared<const Standing>(std::move(standing))),
        source_(std::move(source)),
        file_digest_(std::move(file_digest)) {}
  /// A desk that came over the network is no way to read files of this machine.
  Result<> admit(DeskSource& source) const;
  void stand(core::Desk desk, templates::Templates texts, DeskSource source);
  void stand(core::Settings settings);

  store::Writer& writer_;
  const Clock& clock_;
  Current current_;
  mutable std::mutex mutex_;
  DeskSource source_;        ///< guarded by mutex_
  std::string file_digest_;  ///< guarded by mutex_
};

}  // namespace ticketd::daemon
