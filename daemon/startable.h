// How many threads a boost::asio::thread_pool may be asked for: its constructor waits for ever for those it
// has started when one more cannot be.
#pragma once

#include <cstddef>
#include <future>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace ticketd::daemon {

/// `threads`, when so many can be started now; else it throws.
inline std::size_t startable(std::size_t threads) {
  std::vector<std::jthread> started;
  std::promise<void> end;  // goes before the threads that wait for it
  const auto ended = end.get_future().share();
  try {
    for (std::size_t i = 0; i < threads; ++i) started.emplace_back([ended] { ended.wait(); });
  } catch (const std::system_error& error) {
    throw std::runtime_error(std::string("no thread can be started (too little memory?): ") + error.what());
  }
  return threads;
}

}  // namespace ticketd::daemon
