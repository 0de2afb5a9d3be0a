#include "daemon/intake/proxy_header.h"

#include "core/numbers.h"
#include "core/text.h"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <optional>

namespace ticketd::daemon {
namespace {

namespace ip = boost::asio::ip;
using State = ProxyHeader::State;

constexpr std::string_view signature_of_version_2("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t fixed_part_of_version_2 = 16;
constexpr std::size_t longest_version_1 = 107;  // with its CR LF
constexpr std::size_t longest_version_2 = 536;

const ProxyHeader wrong{.state = State::wrong, .size = 0, .source = {}};

std::string name_of(const ip::address_v6& address) {
  return address.is_v4_mapped() ? ip::make_address_v4(ip::v4_mapped, address).to_string()
                                : address.to_string();
}

std::optional<std::string> read_address(std::string_view family, std::string_view text) {
  boost::system::error_code error;
  const auto address = ip::make_address(std::string(text), error);
  if (error || address.is_v6() != (family == "TCP6")) return std::nullopt;
  return address.is_v6() ? name_of(address.to_v6()) : address.to_string();
}

bool is_port(std::string_view text) { return core::parse_number<std::uint16_t>(text).has_value(); }

// PROXY TCP4 192.0.2.7 198.51.100.1 56324 25
ProxyHeader read_version_1(std::string_view bytes) {
  const auto end = bytes.substr(0, longest_version_1).find("\r\n");
  if (end == std::string_view::npos) return bytes.size() < longest_version_1 ? ProxyHeader{} : wrong;
  ProxyHeader header{.state = State::complete, .size = end + 2, .source = {}};
  const auto words = core::split(bytes.substr(0, end), ' ');
  if (words.size() >= 2 && words[1] == "UNKNOWN") return header;
  if (words.size() != 6 || (words[1] != "TCP4" && words[1] != "TCP6")) return wrong;
  auto source = read_address(words[1], words[2]);
  if (!source || !read_address(words[1], words[3]) || !is_port(words[4]) || !is_port(words[5])) return wrong;
  header.source = std::move(*source);
  return header;
}

template <class Address>
std::string read_octets(std::string_view bytes) {
  typename Address::bytes_type octets;
  std::copy_n(bytes.begin(), octets.size(), octets.begin());
  if constexpr (std::is_same_v<Address, ip::address_v6>)
    return name_of(Address(octets));
  else
    return Address(octets).to_string();
}

ProxyHeader read_version_2(std::string_view bytes) {
  if (bytes.size() < fixed_part_of_version_2) return {};
  const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  const unsigned version = octet(12) >> 4U, command = octet(12) & 15U, family = octet(13);
  const std::size_t size = fixed_part_of_version_2 + octet(14) * std::size_t{256} + octet(15);
  if (version != 2 || command > 1 || size > longest_version_2) return wrong;
  if (bytes.size() < size) return {};

  const auto addresses = bytes.substr(fixed_part_of_version_2, size - fixed_part_of_version_2);
  ProxyHeader header{.state = State::complete, .size = size, .source = {}};
  const bool local = command == 0, unspecified = family == 0;
  if (local || unspecified) return header;
  constexpr unsigned tcp4 = 0x11, tcp6 = 0x21;
  if (family == tcp4 && addresses.size() >= 12)
    header.source = read_octets<ip::address_v4>(addresses);
  else if (family == tcp6 && addresses.size() >= 36)
    header.source = read_octets<ip::address_v6>(addresses);
  else
    return wrong;
  return header;
}

bool may_become(std::string_view bytes, std::string_view beginning) {
  const auto size = std::min(bytes.size(), beginning.size());
  return bytes.substr(0, size) == beginning.substr(0, size);
}

}  // namespace

ProxyHeader read_proxy(std::string_view bytes) {
  if (may_become(bytes, "PROXY ")) return read_version_1(bytes);
  if (may_become(bytes, signature_of_version_2)) return read_version_2(bytes);
  return wrong;
}

}  // namespace ticketd::daemon
