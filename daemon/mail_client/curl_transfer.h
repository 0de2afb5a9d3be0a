// One libcurl transfer of ours: run to its end in the calling thread, within a deadline, and broken off at
// once when `stop` is raised. What every connection has in common: verified TLS of 1.2 or later, no proxy
// that the environment happens to name. Only mail_client/ includes this.
#pragma once

#include "core/result.h"
#include "daemon/mail_client/deadline.h"
#include "daemon/mail_client/wakeup.h"

#include <curl/curl.h>

#include <array>
#include <new>
#include <string>

namespace ticketd::daemon {

/// The easy handle stays in its multi handle for life: taking it out closes the connection, and destroying it
/// first would say a blocking goodbye.
class CurlTransfer {
 public:
  CurlTransfer();
  ~CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(easy_, option, value) == CURLE_OUT_OF_MEMORY) throw std::bad_alloc{};
  }
  void trust(const std::string& ca_file);  ///< that authority and no other; empty: the system's

  /// What libcurl says of the transfer; an error when it was stopped or took too long.
  Result<CURLcode> run(const Wakeup& stop, Deadline deadline);
  [[nodiscard]] std::string why(CURLcode code) const;
  [[nodiscard]] CURL* easy() const { return easy_; }

 private:
  CURLM* multi_;
  CURL* easy_;
  std::array<char, CURL_ERROR_SIZE> why_{};
};

}  // namespace ticketd::daemon
