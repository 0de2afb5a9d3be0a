// The routes about the house itself: copies of its store, and whether that is whole.
#include "daemon/http/api.h"
#include "daemon/http/json_body.h"
#include "daemon/http/json_views.h"

#include <exception>
#include <utility>

namespace ticketd::daemon {

/// The file is the daemon's, on this machine: nobody far away names one.
void Api::back_up(const Call& call) const {
  if (!call.request.caller.local)
    return call.fail({core::ErrorKind::policy, "a backup is made through the control socket only"});
  std::string file;
  JsonBody json(call.request.body);
  json.read("file", file);
  if (const auto read = json.finished(); !read) return call.fail(read.error());
  if (!file.starts_with('/'))
    return call.fail({core::ErrorKind::malformed, "\"file\" must be an absolute path"});
  order(call, [this, call, file] {
    if (const auto done = services_.back_up(file); !done) return call.fail(done.error());
    call.respond({200, dump({{"file", file}})});
  });
}

void Api::verify(const Call& call) const {
  order(call, [this, call] {
    const auto wrong = services_.verify();
    if (!wrong) return call.fail(wrong.error());
    call.respond({200, dump({{"whole", wrong->empty()}, {"problems", *wrong}})});
  });
}

/// The barrier of a request does not reach an order: it has its own.
void Api::order(const Call& call, std::function<void()> answer) const {
  const auto guarded = [call, answer = std::move(answer)] {
    try {
      answer();
    } catch (const std::exception& bug) {
      call.fail({core::ErrorKind::internal, bug.what()});
    }
  };
  if (!services_.take_order(guarded)) call.fail({core::ErrorKind::overloaded, "too many orders wait"});
}

/// What is younger than an hour may belong to a mail that is on its way.
void Api::sweep(const Call& call) const {
  const auto answer = [call](const Result<store::Swept>& swept) {
    if (!swept) return call.fail(swept.error());
    call.respond({200, dump({{"files", swept->files}, {"log_is_empty", swept->log_is_empty}})});
  };
  order(call, [this, answer] { services_.sweep(std::chrono::hours(1), answer); });
}

}  // namespace ticketd::daemon
