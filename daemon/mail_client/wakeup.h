// A flag that another thread raises and that poll(2) can see beside a socket: how a thread that waits for the
// network is told to stop, or that somebody wants its mail now.
#pragma once

namespace ticketd::daemon {

class Wakeup {
 public:
  Wakeup();
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  void raise() const noexcept;  ///< any thread
  void lower() const noexcept;
  [[nodiscard]] bool raised() const noexcept;
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }  ///< readable while raised

 private:
  int descriptor_;
};

}  // namespace ticketd::daemon
