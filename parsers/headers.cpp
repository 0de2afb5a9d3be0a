#include "parsers/headers.h"

#include "core/message_id.h"
#include "core/text.h"
#include "parsers/address.h"
#include "parsers/byte_scan.h"
#include "parsers/date.h"
#include "parsers/encoded_word.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace ticketd::parsers {
namespace {

constexpr std::size_t longest_thread_index = 2000;

class HeaderReader {
 public:
  HeaderReader(const Message& message, const ParseOptions& options, core::Mail& mail)
      : message_(message), options_(options), mail_(mail) {}

  void read() {
    for (const auto& field : message_.fields(message_.root()))
      if (const auto* const kind = known(field.key);
          kind && core::equal_ignoring_case(field.name, kind->name))
        kind->read(*this, field.value);
    mail_.one_author = from_fields_ == 1 && mail_.from.size() == 1;
    mail_.ambiguous |= from_fields_ > 1 || message_.problems.conflicting_content_fields;
    if (subject_) mail_.subject = text(*subject_);
    if (date_) mail_.date = parse_date(*date_);
    if (message_id_) mail_.message_id = clean_id(*message_id_);
  }

 private:
  struct Known {
    std::string_view name;
    void (*read)(HeaderReader&, std::string_view value) = nullptr;
  };

  /// The field with that key which is read here; null for most.
  static const Known* known(std::uint32_t key) {
    using Self = HeaderReader;
    using Value = std::string_view;
    static constexpr auto fields = std::to_array<Known>(
        {{"from", [](Self& self, Value value) { self.read_author(value); }},
         {"to", [](Self& self, Value value) { self.add_people(self.mail_.to, value); }},
         {"cc", [](Self& self, Value value) { self.add_people(self.mail_.cc, value); }},
         {"reply-to", [](Self& self, Value value) { self.add_people(self.mail_.reply_to, value); }},
         {"sender", [](Self& self, Value value) { self.read_sender(value); }},
         {"subject", [](Self& self, Value value) { self.once(self.subject_, value); }},
         {"date", [](Self& self, Value value) { self.once(self.date_, value); }},
         {"message-id", [](Self& self, Value value) { self.once(self.message_id_, value); }},
         {"in-reply-to", [](Self& self, Value value) { self.add_ids(self.mail_.in_reply_to, value); }},
         {"references", [](Self& self, Value value) { self.add_ids(self.mail_.references, value); }},
         {"delivered-to", [](Self& self, Value value) { self.add_delivered_to(value); }},
         {"x-original-to", [](Self& self, Value value) { self.add_delivered_to(value); }},
         {"thread-index", [](Self& self, Value value) { self.read_thread_index(value); }},
         {"thread-topic", [](Self& self, Value value) { self.mail_.outlook.topic = self.text(value); }},
         {"x-ticketd-loop", [](Self& self, Value value) { self.read_mark(value); }}});
    // One look tells most others apart, where a tree of comparisons would be guessed wrong at every field.
    static constexpr auto numbers = [] {  // of the fields, from 1 on, by the bits of their keys
      std::array<std::uint8_t, Message::name_bits> all{};
      for (std::uint8_t i = 0; i < fields.size(); ++i)
        all[Message::bit_of(field_key(fields[i].name))] = static_cast<std::uint8_t>(i + 1);
      return all;
    }();
    static_assert(numbers.size() - std::ranges::count(numbers, 0) == fields.size(), "two share a bit");
    const auto number = numbers[Message::bit_of(key)];
    return number > 0 ? &fields[number - 1U] : nullptr;
  }

  [[nodiscard]] Decoding decoding() { return {options_.default_charset, mail_.problems}; }
  [[nodiscard]] std::string text(std::string_view value) { return decode_header_text(value, decoding()); }
  [[nodiscard]] std::string literal(std::string_view value) {
    return literal_header_text(value, mail_.problems);
  }
  /// Without brackets.
  [[nodiscard]] std::string clean_id(std::string_view written) {
    auto id = core::bare_message_id(written);
    if (!is_printable_ascii(id)) id = literal(id);
    return id;
  }

  /// Mostly a field stands once: then what was found is all there is.
  template <class Value>
  static void append(std::vector<Value>& all, std::vector<Value> found) {
    if (all.empty())
      all = std::move(found);
    else
      std::ranges::move(found, std::back_inserter(all));
  }

  void once(std::optional<std::string_view>& known, std::string_view value) {
    if (known && *known != value) mail_.ambiguous = true;
    if (!known) known = value;
  }

  void add_people(std::vector<core::Address>& people, std::string_view value) {
    auto limits = options_.limits;
    if (people.size() >= limits.addresses) return;
    limits.addresses -= people.size();
    append(people, parse_addresses(value, limits, decoding()));
  }

  void read_author(std::string_view value) {
    ++from_fields_;
    add_people(mail_.from, value);
  }

  void read_thread_index(std::string_view value) {
    mail_.outlook.index = literal(value.substr(0, longest_thread_index));
  }

  void read_mark(std::string_view value) {
    mail_.loop_id = text(value);
    mail_.marked_as_ours = true;
  }

  void read_sender(std::string_view value) {
    const auto found = parse_addresses(value, options_.limits, decoding());
    if (mail_.sender || found.size() > 1) mail_.ambiguous = true;
    if (!mail_.sender && !found.empty()) mail_.sender = found.front();
  }

  void add_ids(std::vector<std::string>& ids, std::string_view value) {
    constexpr std::size_t most = 200;
    auto found = core::scan_message_ids(value, most);
    found.resize(std::min(found.size(), most - ids.size()));
    for (auto& id : found)
      if (!is_printable_ascii(id)) id = literal(id);
    append(ids, std::move(found));
  }

  void add_delivered_to(std::string_view value) {
    constexpr std::size_t most = 50;
    for (auto& address : parse_addresses(value, options_.limits, decoding()))
      if (mail_.delivered_to.size() < most) mail_.delivered_to.push_back(std::move(address.address));
  }

  const Message& message_;
  const ParseOptions& options_;
  core::Mail& mail_;
  std::size_t from_fields_ = 0;
  std::optional<std::string_view> subject_, date_, message_id_;
};

}  // namespace

void read_headers(const Message& message, const ParseOptions& options, core::Mail& mail) {
  HeaderReader(message, options, mail).read();
}

}  // namespace ticketd::parsers
