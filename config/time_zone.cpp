#include "config/time_zone.h"

#include "config/posix_time_zone.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace ticketd::config {

namespace {

using namespace std::chrono;

constexpr auto last_year = year{2100};
constexpr std::size_t largest_file = 256 * 1024;

/// Takes numbers of the network's byte order from the front; after an attempt to read beyond the end, all are
/// zero and `good` is false.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_(bytes) {}

  std::string_view take(std::size_t length) {
    good_ &= length <= rest_.size();
    if (!good_) return {};
    const auto taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }
  std::int64_t integer(std::size_t width) {
    std::uint64_t value = 0;
    const auto bytes = take(width);
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    const bool negative = !bytes.empty() && static_cast<signed char>(bytes.front()) < 0;
    if (negative && width < sizeof value) value |= ~std::uint64_t{} << (8 * width);
    return static_cast<std::int64_t>(value);
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool good() const { return good_; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

/// RFC 9636 3.1
struct Header {
  char version{};
  std::size_t utc_flags{}, standard_flags{}, leaps{}, times{}, types{}, characters{};

  [[nodiscard]] std::size_t block_size(std::size_t time_width) const {
    return times * (time_width + 1) + types * 6 + characters + leaps * (time_width + 4) + standard_flags +
           utc_flags;
  }
};

std::optional<Header> read_header(Bytes& bytes) {
  constexpr std::int64_t most = 100'000;
  Header header;
  if (bytes.take(4) != "TZif") return std::nullopt;
  const auto version = bytes.take(1);
  bytes.take(15);
  for (auto* count : {&header.utc_flags, &header.standard_flags, &header.leaps, &header.times, &header.types,
                      &header.characters}) {
    const auto value = bytes.integer(4);
    if (value < 0 || value > most) return std::nullopt;
    *count = static_cast<std::size_t>(value);
  }
  if (!bytes.good()) return std::nullopt;
  header.version = version.front();
  return header;
}

bool is_zone_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '+' || c == '/';
  };
  return !name.empty() && name.front() != '/' && std::all_of(name.begin(), name.end(), allowed);
}

}  // namespace

std::optional<core::TimeZone> read_time_zone(std::string_view name, std::string_view tzif) {
  Bytes bytes(tzif);
  const auto old = read_header(bytes);
  if (!old || old->version < '2') return std::nullopt;
  bytes.take(old->block_size(4));
  const auto header = read_header(bytes);
  if (!header || header->types == 0) return std::nullopt;

  std::vector<core::TimeZone::Shift> shifts(header->times);
  for (auto& shift : shifts) shift.at = sys_seconds(seconds(bytes.integer(8)));
  const auto kinds = bytes.take(header->times);
  std::vector<seconds> offsets(header->types);
  for (auto& offset : offsets) {
    offset = seconds(bytes.integer(4));
    bytes.take(2);  // whether it is summer, and the abbreviation: of no use here
    if (abs(offset) > hours(26)) return std::nullopt;
  }
  bytes.take(header->characters + header->leaps * 12 + header->standard_flags + header->utc_flags);
  if (!bytes.good()) return std::nullopt;
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    const auto kind = static_cast<unsigned char>(kinds[i]);
    if (kind >= offsets.size() || (i > 0 && shifts[i].at <= shifts[i - 1].at)) return std::nullopt;
    shifts[i].offset = offsets[kind];
  }

  auto footer = bytes.rest();
  if (footer.size() < 2 || footer.front() != '\n' || footer.back() != '\n') return std::nullopt;
  footer = footer.substr(1, footer.size() - 2);
  const auto listed = shifts.empty() ? sys_seconds{} : shifts.back().at;
  const auto from = year_month_day(floor<days>(listed)).year();
  const auto later =
      footer.empty() ? std::vector<core::TimeZone::Shift>{} : posix_shifts(footer, from, last_year);
  if (!later) return std::nullopt;
  std::copy_if(later->begin(), later->end(), std::back_inserter(shifts),
               [&](const auto& shift) { return shift.at > listed; });
  return core::TimeZone(std::string(name), offsets.front(), std::move(shifts));
}

std::optional<core::TimeZone> load_time_zone(std::string_view name) {
  if (!is_zone_name(name)) return std::nullopt;
  std::ifstream file(std::filesystem::path("/usr/share/zoneinfo") / name, std::ios::binary);
  std::string content(largest_file, '\0');
  if (!file.read(content.data(), static_cast<std::streamsize>(content.size())) && !file.eof())
    return std::nullopt;
  content.resize(static_cast<std::size_t>(file.gcount()));
  return read_time_zone(name, content);
}

}  // namespace ticketd::config
