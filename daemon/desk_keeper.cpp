#include "daemon/desk_keeper.h"

#include "config/desk_files.h"
#include "crypto/digest.h"
#include "daemon/hand_over.h"
#include "daemon/log_value.h"
#include "daemon/token_seal.h"

#include <spdlog/spdlog.h>

#include <fstream>
#include <future>
#include <sstream>

namespace ticketd::daemon {

namespace {

// Names of values in the store. The digest is of the configured file as it was last applied: a desk that came
// by `desk apply` stays until that file changes.
constexpr auto kept_text = DeskKeeper::text_value, kept_file = "desk.file", kept_digest = "desk.file_digest",
               kept_keys = "token.keys";

Result<std::string> read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf()))
    return fail(core::ErrorKind::bad_config, file.string() + ": cannot be read");
  return text.str();
}

Result<std::string> value_or_empty(store::Reader& reader, std::string_view name) {
  auto value = reader.value(name);
  if (!value) return fail(value);
  return value->value_or(std::string{});
}

Result<> keep(store::Txn& txn, const DeskSource& source) {
  if (const auto set = txn.set_value(kept_text, source.text); !set) return fail(set);
  return txn.set_value(kept_file, source.file);
}

Result<std::vector<TokenKey>> keys_of(store::Reader& reader, store::Writer& writer) {
  const auto kept = value_or_empty(reader, kept_keys);
  if (!kept) return fail(kept);
  auto keys = read_keys(*kept);
  if (!keys.empty()) return keys;
  keys = {{1, crypto::random_key()}};
  const auto saved = writer.run([&](store::Txn& txn) { return txn.set_value(kept_keys, write_keys(keys)); });
  if (!saved) return fail(saved);
  return keys;
}

struct Loaded {
  core::Desk desk;
  DeskSource source;
  std::string file_digest;
};

/// The writer's job that puts a desk in place, and the tickets of who left into other hands.
Result<> put(store::Txn& txn, const core::Desk& desk, const DeskSource& source, core::Time now) {
  const auto changes = hand_over(txn, desk, source.hand_over, now);
  if (!changes) return fail(changes);
  if (const auto applied = txn.apply(*changes); !applied) return applied;
  return keep(txn, source);
}

/// The file when it is new and can take the place of what is kept; else what is kept.
Result<Loaded> load(const std::filesystem::path& file, store::Reader& reader, store::Writer& writer,
                    core::Time at) {
  const auto text = value_or_empty(reader, kept_text), kept_from = value_or_empty(reader, kept_file),
             digest = value_or_empty(reader, kept_digest);
  for (const auto* value : {&text, &kept_from, &digest})
    if (!*value) return fail(*value);
  if (!file.empty()) {
    auto source = read_file(file);
    if (!source) return fail(source);
    const auto now = crypto::sha256_hex(*source);
    if (now != *digest || text->empty()) {
      auto desk = config::parse_desk(*source, file);
      if (!desk) return fail(desk);
      const DeskSource fresh{*source, file.string()};
      const auto saved = writer.run([&](store::Txn& txn) -> Result<> {
        const auto done = text->empty() ? keep(txn, fresh) : put(txn, *desk, fresh, at);
        return done ? txn.set_value(kept_digest, now) : done;
      });
      if (saved) return Loaded{std::move(*desk), fresh, now};
      if (saved.error().kind != core::ErrorKind::policy) return fail(saved);
      // A help desk that does not come up serves nobody; the next start or reload asks again.
      spdlog::error("desk.refused file={} error={}", word(file.string()), escaped(saved.error().detail));
    }
  }
  auto desk = config::parse_desk(*text, *kept_from);
  if (!desk) return fail(desk);
  return Loaded{std::move(*desk), {*text, *kept_from}, *digest};
}

}  // namespace

Result<std::unique_ptr<DeskKeeper>> DeskKeeper::open(const config::ServerConfig& config, store::Store& store,
                                                     store::Writer& writer, const Clock& clock) {
  auto reader = store.reader();
  if (!reader) return fail(reader);
  auto loaded = load(config.server.desk, **reader, writer, clock.now());
  if (!loaded) return fail(loaded);
  auto keys = keys_of(**reader, writer);
  if (!keys) return fail(keys);
  auto texts = templates::templates_for(loaded->desk);
  if (!texts) return fail(texts);
  auto settings = config.settings;
  settings.loop_id = loop_id(keys->back());
  Standing standing{std::move(loaded->desk), std::move(settings), make_seal(std::move(*keys)),
                    std::move(*texts)};
  return std::unique_ptr<DeskKeeper>(new DeskKeeper(
      writer, clock, std::move(standing), std::move(loaded->source), std::move(loaded->file_digest)));
}

DeskSource DeskKeeper::source() const {
  const std::lock_guard lock(mutex_);
  return source_;
}

void DeskKeeper::stand(core::Desk desk, templates::Templates texts, DeskSource source) {
  const std::lock_guard lock(mutex_);
  auto standing = *current_.get();
  standing.desk = std::move(desk);
  standing.texts = std::move(texts);
  current_.replace(std::make_shared<const Standing>(std::move(standing)));
  source_ = {std::move(source.text), std::move(source.file)};
}

/// The id that marks our automatic mail is the installation's: no configuration changes it.
void DeskKeeper::stand(core::Settings settings) {
  const std::lock_guard lock(mutex_);
  auto standing = *current_.get();
  settings.loop_id = std::move(standing.settings.loop_id);
  standing.settings = std::move(settings);
  current_.replace(std::make_shared<const Standing>(std::move(standing)));
}

/// Its relative paths start where those of the standing desk do, whatever file it says to have come from.
Result<> DeskKeeper::admit(DeskSource& source) const {
  if (!source.over_network) return {};
  const auto standing = this->source();
  source.file = standing.file.empty() ? "desk.toml" : standing.file;
  return config::check_files(source.text, standing.text, source.file);
}

void DeskKeeper::apply(DeskSource source, Done<> done) {
  if (auto admitted = admit(source); !admitted) return done(std::move(admitted));
  auto desk = config::parse_desk(source.text, source.file);
  if (!desk) return done(fail(desk));
  auto texts = templates::templates_for(*desk);
  if (!texts) return done(fail(texts));
  auto work = [this, source, next = *desk](store::Txn& txn) { return put(txn, next, source, clock_.now()); };
  auto then = [this, source, desk = std::move(*desk), texts = std::move(*texts),
               done = std::move(done)](Result<> kept) mutable {
    if (kept) stand(std::move(desk), std::move(texts), std::move(source));
    done(std::move(kept));
  };
  writer_.submit(std::move(work), std::move(then));
}

Result<DeskKeeper::Next> DeskKeeper::read(const config::ServerConfig& config) const {
  Next next{config.settings, {}};
  const auto& file = config.server.desk;
  if (file.empty()) return next;
  auto text = read_file(file);
  if (!text) return fail(text);
  auto digest = crypto::sha256_hex(*text);
  {
    const std::lock_guard lock(mutex_);
    if (digest == file_digest_) return next;
  }
  auto desk = config::parse_desk(*text, file);
  if (!desk) return fail(desk);
  auto texts = templates::templates_for(*desk);
  if (!texts) return fail(texts);
  next.file = {std::move(*desk), std::move(*texts), {std::move(*text), file.string()}, std::move(digest)};
  return next;
}

Result<> DeskKeeper::take(Next next) {
  if (!next.file) {
    stand(std::move(next.settings));
    return {};
  }
  std::promise<Result<>> promise;
  auto taken = promise.get_future();
  writer_.submit(
      [&](store::Txn& txn) -> Result<> {
        if (const auto done = put(txn, next.file->desk, next.file->source, clock_.now()); !done) return done;
        return txn.set_value(kept_digest, next.file->digest);
      },
      [&](Result<> kept) {  // on the writer's thread: the desk that is committed last stands
        if (kept) {
          stand(std::move(next.file->desk), std::move(next.file->texts), std::move(next.file->source));
          stand(std::move(next.settings));
        }
        promise.set_value(std::move(kept));
      });
  if (auto kept = taken.get(); !kept) return kept;
  const std::lock_guard lock(mutex_);
  file_digest_ = std::move(next.file->digest);
  return {};
}

}  // namespace ticketd::daemon
