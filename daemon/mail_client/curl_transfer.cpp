#include "daemon/mail_client/curl_transfer.h"

#include <algorithm>
#include <csignal>
#include <mutex>

namespace ticketd::daemon {
namespace {

void start_libcurl() {
  static std::once_flag once;
  std::call_once(once, [] {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    std::signal(SIGPIPE,
                SIG_IGN);  // a server that closes is an error of one write, never the end of the process
  });
}

}  // namespace

CurlTransfer::CurlTransfer() {
  start_libcurl();
  multi_ = curl_multi_init();
  easy_ = curl_easy_init();
  if (!multi_ || !easy_) throw std::bad_alloc{};
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");       // not what the environment happens to say
  set(CURLOPT_QUICK_EXIT, 1L);  // no waiting for a resolver that hangs
  set(CURLOPT_ERRORBUFFER, why_.data());
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
}

CurlTransfer::~CurlTransfer() {
  curl_multi_remove_handle(multi_, easy_);
  curl_easy_cleanup(easy_);
  curl_multi_cleanup(multi_);
}

void CurlTransfer::trust(const std::string& ca_file) {
  if (ca_file.empty()) return;
  set(CURLOPT_CAINFO, ca_file.c_str());
  set(CURLOPT_CAPATH, nullptr);
}

Result<CURLcode> CurlTransfer::run(const Wakeup& stop, Deadline deadline) {
  set(CURLOPT_CONNECTTIMEOUT_MS, std::max(1L, static_cast<long>(milliseconds_until(deadline))));
  set(CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(milliseconds_until(deadline))));
  curl_multi_add_handle(multi_, easy_);
  for (int running = 1;;) {
    curl_multi_perform(multi_, &running);
    if (running == 0) break;
    if (stop.raised()) return fail(core::ErrorKind::network, "stopped");
    const int left = milliseconds_until(deadline);
    if (left == 0) return fail(core::ErrorKind::network, "no answer in time");
    curl_waitfd stop_too{.fd = stop.descriptor(), .events = CURL_WAIT_POLLIN, .revents = 0};
    curl_multi_poll(multi_, &stop_too, 1, left, nullptr);
  }
  int queued = 0;
  const CURLMsg* finished = curl_multi_info_read(multi_, &queued);
  return finished ? finished->data.result : CURLE_FAILED_INIT;
}

std::string CurlTransfer::why(CURLcode code) const {
  return why_[0] != '\0' ? why_.data() : curl_easy_strerror(code);
}

}  // namespace ticketd::daemon
