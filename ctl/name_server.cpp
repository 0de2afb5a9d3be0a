#include "ctl/name_server.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace ticketd::ctl {

namespace {

using core::ErrorKind;

struct Resolver {
  Resolver() : works(::res_ninit(&state) == 0) {}
  ~Resolver() {
    if (works) ::res_nclose(&state);
  }
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;
  struct __res_state state {};
  bool works;
};

bool use_only(res_state state, const std::string& address) {
  const auto colon = address.find(':');
  std::uint16_t port = NS_DEFAULTPORT;
  if (colon != std::string::npos)
    std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  auto& server = state->nsaddr_list[0];
  server.sin_family = AF_INET;
  server.sin_port = htons(port);
  state->nscount = 1;
  return ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &server.sin_addr) == 1;
}

/// The strings of a TXT record, one behind the other (RFC 7208 3.3).
std::string text_of(const std::uint8_t* data, std::size_t size) {
  std::string text;
  for (std::size_t at = 0; at < size; at += 1U + data[at])
    text.append(reinterpret_cast<const char*>(data) + at + 1, std::min<std::size_t>(data[at], size - at - 1));
  return text;
}

std::string value_of(ns_msg& answer, const ns_rr& record) {
  const auto* data = ns_rr_rdata(record);
  if (ns_rr_type(record) == ns_t_txt) return text_of(data, ns_rr_rdlen(record));
  if (ns_rr_type(record) != ns_t_mx || ns_rr_rdlen(record) < 3) return {};
  std::array<char, NS_MAXDNAME> host{};
  const int length =
      ns_name_uncompress(ns_msg_base(answer), ns_msg_end(answer), data + 2, host.data(), host.size());
  return length < 0 ? std::string() : std::string(host.data());
}

}  // namespace

Result<std::vector<std::string>> NameServer::records(const std::string& name, RecordType type) const {
  Resolver resolver;
  auto& state = resolver.state;
  if (!resolver.works) return fail(ErrorKind::internal, "the resolver cannot be used");
  state.retrans = 2;
  state.retry = 2;
  if (!address_.empty() && !use_only(&state, address_))
    return fail(ErrorKind::malformed, "\"" + address_ + "\" is not ADDRESS[:PORT]");
  std::array<std::uint8_t, NS_MAXMSG> bytes{};
  const int size = ::res_nquery(&state, name.c_str(), ns_c_in, static_cast<int>(type), bytes.data(),
                                static_cast<int>(bytes.size()));
  if (size < 0) {
    if (state.res_h_errno == HOST_NOT_FOUND || state.res_h_errno == NO_DATA)
      return std::vector<std::string>{};
    return fail(ErrorKind::remote_temporary, "no name server answers about " + name);
  }
  ns_msg answer{};
  if (::ns_initparse(bytes.data(), std::min(size, static_cast<int>(bytes.size())), &answer) != 0)
    return fail(ErrorKind::remote_temporary, "the name server's answer about " + name + " is broken");
  std::vector<std::string> found;
  for (int i = 0; i < ns_msg_count(answer, ns_s_an); ++i) {
    ns_rr record{};
    if (::ns_parserr(&answer, ns_s_an, i, &record) == 0 && ns_rr_type(record) == static_cast<int>(type))
      found.push_back(value_of(answer, record));
  }
  return found;
}

}  // namespace ticketd::ctl
