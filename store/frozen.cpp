#include "store/frozen.h"

#include "core/names.h"
#include "store/json.h"
#include "store/netstrings.h"

#include <charconv>
#include <concepts>
#include <type_traits>

namespace ticketd::store {
namespace {

// The order of the fields, for both directions. What is added later goes to the end.

template <class Letter, class Field>
void for_each_field(std::type_identity<core::Letter>, Letter& letter, Field& field) {
  field(letter.kind);
  field(letter.from.name), field(letter.from.address);
  field(letter.to.name), field(letter.to.address);
  field(letter.envelope_sender), field(letter.reply_to);
  field(letter.message_id), field(letter.in_reply_to), field(letter.references);
  field(letter.outlook.index), field(letter.outlook.topic);
  field(letter.subject), field(letter.date);
  field(letter.auto_submitted), field(letter.loop_id);
  field(letter.template_name), field(letter.language);
  field(letter.html), field(letter.attachments);
}

template <class Step, class Field>
void for_each_field(std::type_identity<core::TraceStep>, Step& step, Field& field) {
  field(step.rule), field(step.answer), field(step.detail);
}

template <class Trace, class Field>
void for_each_field(std::type_identity<core::Trace>, Trace& trace, Field& field) {
  field(trace.message_id), field(trace.place);
  field(trace.ticket), field(trace.entry);
  field(trace.role), field(trace.trust);
  field(trace.steps);
}

class Freezing {
 public:
  void operator()(const std::string& text) { append_netstring(bytes_, text); }
  void operator()(std::integral auto number) { append_netstring(bytes_, std::to_string(number)); }
  void operator()(core::Time time) { (*this)(time.time_since_epoch().count()); }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void operator()(Enum value) { append_netstring(bytes_, core::name_of(value)); }
  template <class Tag>
  void operator()(const std::optional<core::Id<Tag>>& id) {
    id ? (*this)(id->value) : append_netstring(bytes_, {});
  }
  void operator()(const std::vector<core::EntryAttachment>& files) { (*this)(to_json(files)); }
  void operator()(const core::TraceStep& step) {
    for_each_field(std::type_identity<core::TraceStep>{}, step, *this);
  }
  template <class Value>
  void operator()(const std::vector<Value>& values) {
    (*this)(values.size());
    for (const auto& value : values) (*this)(value);
  }

  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Once something could not be read, nothing more is.
class Thawing {
 public:
  explicit Thawing(std::string_view bytes) : bytes_(bytes) {}

  void operator()(std::string& text) { text = next(); }
  void operator()(std::integral auto& number) {
    const auto digits = next();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) broken_ = true;
  }
  void operator()(core::Time& time) {
    std::int64_t count = 0;
    (*this)(count);
    time = core::Time(std::chrono::milliseconds(count));
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void operator()(Enum& value) {
    const auto known = core::named<Enum>(next());
    known ? void(value = *known) : void(broken_ = true);
  }
  template <class Tag>
  void operator()(std::optional<core::Id<Tag>>& id) {
    id.reset();
    auto after = bytes_;
    if (const auto text = take_netstring(after); text && text->empty())
      bytes_ = after;
    else
      (*this)(id.emplace().value);
  }
  void operator()(std::vector<core::EntryAttachment>& files) {
    const auto json = next();
    if (!broken_ && !from_json(json, files)) broken_ = true;
  }
  void operator()(core::TraceStep& step) {
    for_each_field(std::type_identity<core::TraceStep>{}, step, *this);
  }
  template <class Value>
  void operator()(std::vector<Value>& values) {
    std::size_t count = 0;
    (*this)(count);
    for (values.clear(); values.size() < count && !broken_;) (*this)(values.emplace_back());
  }

  [[nodiscard]] Result<> finished(const char* what) const {
    if (!broken_ && bytes_.empty()) return {};
    return fail(core::ErrorKind::corrupt_store, std::string(what) + " that cannot be read");
  }

 private:
  std::string_view next() {
    const auto text = broken_ ? std::nullopt : take_netstring(bytes_);
    broken_ = !text;
    return text.value_or(std::string_view{});
  }

  std::string_view bytes_;
  bool broken_ = false;
};

template <class Value>
std::string freeze(const Value& value) {
  Freezing freezing;
  for_each_field(std::type_identity<Value>{}, value, freezing);
  return freezing.take();
}

template <class Value>
Result<> thaw(std::string_view bytes, Value& value, const char* what) {
  Thawing thawing(bytes);
  for_each_field(std::type_identity<Value>{}, value, thawing);
  return thawing.finished(what);
}

}  // namespace

std::string frozen(const core::Letter& letter) { return freeze(letter); }
std::string frozen(const core::Trace& trace) { return freeze(trace); }
Result<> thaw(std::string_view bytes, core::Letter& letter) { return thaw(bytes, letter, "a letter"); }
Result<> thaw(std::string_view bytes, core::Trace& trace) { return thaw(bytes, trace, "a trace"); }

}  // namespace ticketd::store
