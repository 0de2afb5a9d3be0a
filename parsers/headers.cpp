#include "parsers/headers.h"

#include "core/message_id.h"
#include "core/text.h"
#include "parsers/address.h"
#include "parsers/byte_scan.h"
#include "parsers/date.h"
#include "parsers/encoded_word.h"

#include <algorithm>
#include <iterator>

namespace ticketd::parsers {
namespace {

constexpr std::size_t longest_thread_index = 2000;

class HeaderReader {
 public:
  HeaderReader(const Message& message, const ParseOptions& options, core::Mail& mail)
      : message_(message), options_(options), mail_(mail) {}

  void read() {
    for (const auto& field : message_.fields(message_.root())) {
      if (field.is("from"))
        read_author(field.value);
      else if (field.is("to"))
        add_people(mail_.to, field.value);
      else if (field.is("cc"))
        add_people(mail_.cc, field.value);
      else if (field.is("reply-to"))
        add_people(mail_.reply_to, field.value);
      else if (field.is("sender"))
        read_sender(field.value);
      else if (field.is("subject"))
        once(subject_, field.value);
      else if (field.is("date"))
        once(date_, field.value);
      else if (field.is("message-id"))
        once(message_id_, field.value);
      else if (field.is("in-reply-to"))
        add_ids(mail_.in_reply_to, field.value);
      else if (field.is("references"))
        add_ids(mail_.references, field.value);
      else if (field.is("delivered-to") || field.is("x-original-to"))
        add_delivered_to(field.value);
      else if (field.is("thread-index"))
        mail_.outlook.index = clean_id(field.value.substr(0, longest_thread_index));
      else if (field.is("thread-topic"))
        mail_.outlook.topic = text(field.value);
      else if (field.is("x-ticketd-loop"))
        read_mark(field.value);
    }
    mail_.one_author = from_fields_ == 1 && mail_.from.size() == 1;
    mail_.ambiguous |= from_fields_ > 1 || message_.problems.conflicting_content_fields;
    if (subject_) mail_.subject = text(*subject_);
    if (date_) mail_.date = parse_date(*date_);
    if (message_id_) mail_.message_id = clean_id(core::bare_message_id(*message_id_));
  }

 private:
  [[nodiscard]] Decoding decoding() { return {options_.default_charset, mail_.problems}; }
  [[nodiscard]] std::string text(std::string_view value) { return decode_header_text(value, decoding()); }
  [[nodiscard]] std::string clean_id(std::string_view id) { return literal_header_text(id, mail_.problems); }

  void once(std::optional<std::string_view>& known, std::string_view value) {
    if (known && *known != value) mail_.ambiguous = true;
    if (!known) known = value;
  }

  void add_people(std::vector<core::Address>& people, std::string_view value) {
    auto limits = options_.limits;
    if (people.size() >= limits.addresses) return;
    limits.addresses -= people.size();
    auto found = parse_addresses(value, limits, decoding());
    if (people.empty())
      people = std::move(found);
    else
      std::ranges::move(found, std::back_inserter(people));
  }

  void read_author(std::string_view value) {
    ++from_fields_;
    add_people(mail_.from, value);
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
    for (auto& id : core::scan_message_ids(value, most)) {
      if (ids.size() == most) return;
      ids.push_back(is_printable_ascii(id) ? std::move(id) : clean_id(id));
    }
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
