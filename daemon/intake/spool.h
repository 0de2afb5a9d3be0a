// Where the bytes of large mails go while they come in: threads that may wait for the disk, so that the net
// thread never does.
#pragma once

#include "core/intake.h"
#include "core/result.h"
#include "daemon/startable.h"
#include "store/incoming_bytes.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace ticketd::daemon {

namespace asio = boost::asio;

class Spool {
 public:
  using Begin = std::function<Result<std::unique_ptr<store::IncomingBytes>>()>;

  explicit Spool(Begin begin, std::size_t threads = 4)
      : begin_(std::move(begin)), threads_(startable(threads)) {}
  ~Spool() { threads_.join(); }
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

 private:
  friend class LargeMail;
  Begin begin_;
  asio::thread_pool threads_;
};

/// The bytes of one mail on their way to the disk; nothing is there before the first append(). Destroyed
/// before keep(), it leaves nothing. Net thread only, one call at a time.
class LargeMail {
 public:
  explicit LargeMail(std::shared_ptr<Spool> spool) : spool_(std::move(spool)) {}
  LargeMail(const LargeMail&) = delete;
  LargeMail& operator=(const LargeMail&) = delete;
  ~LargeMail() { forget(); }

  [[nodiscard]] bool begun() const { return bytes_ != nullptr; }
  /// `bytes` must stay where they are until it returns.
  asio::awaitable<Result<>> append(std::string_view bytes);
  /// Durable when it returns.
  asio::awaitable<Result<core::StoredBytes>> keep();
  void forget();

 private:
  std::shared_ptr<Spool> spool_;
  std::shared_ptr<store::IncomingBytes> bytes_;
};

}  // namespace ticketd::daemon
