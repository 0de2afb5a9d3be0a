// A value that many read and that is replaced as a whole: whoever got it goes on with it, whatever comes.
// Any thread.
#pragma once

#include <memory>
#include <mutex>

namespace ticketd::daemon {

template <class T>
class Held {
 public:
  explicit Held(std::shared_ptr<const T> value) : value_(std::move(value)) {}

  [[nodiscard]] std::shared_ptr<const T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  void replace(std::shared_ptr<const T> value) {
    const std::lock_guard lock(mutex_);
    value_.swap(value);  // what is freed is freed outside the lock
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

}  // namespace ticketd::daemon
