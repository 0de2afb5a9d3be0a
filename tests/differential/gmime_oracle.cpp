// gmime_oracle < names of files, one a line: what GMime sees in each mail, one JSON object a line, for
// compare.py.
#include <gmime/gmime.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

namespace {

using nlohmann::json;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

std::string text_of(const char* text) { return text ? text : ""; }

/// Takes what GLib has allocated.
std::string text_taken(char* text) {
  const auto copy = text_of(text);
  g_free(text);
  return copy;
}

json people(InternetAddressList* list) {
  json all = json::array();
  for (int i = 0; list && i < internet_address_list_length(list); ++i) {
    auto* const address = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_GROUP(address)) {
      for (auto& member : people(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address))))
        all.push_back(std::move(member));
    } else {
      all.push_back(
          {{"name", text_of(internet_address_get_name(address))},
           {"address", text_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)))}});
    }
  }
  return all;
}

std::string decoded(GMimeDataWrapper* content) {
  if (!content) return {};
  const Owned<GMimeStream> memory(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, memory.get());
  const auto* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

json part(GMimeObject* object) {
  auto* const type = g_mime_object_get_content_type(object);
  json seen = {{"type", text_taken(g_mime_content_type_get_mime_type(type))},
               {"disposition", text_of(g_mime_object_get_disposition(object))}};
  if (GMIME_IS_PART(object)) {
    auto* const leaf = GMIME_PART(object);
    seen["filename"] = text_of(g_mime_part_get_filename(leaf));
    seen["size"] = decoded(g_mime_part_get_content(leaf)).size();
    if (GMIME_IS_TEXT_PART(object))
      seen["text"] = text_taken(g_mime_text_part_get_text(GMIME_TEXT_PART(object)));
  }
  return seen;
}

/// The leaves of the mail itself; an attached mail is one of them.
void add_parts(GMimeObject* object, json& parts) {
  if (!object) return;
  if (GMIME_IS_MULTIPART(object)) {
    auto* const multipart = GMIME_MULTIPART(object);
    for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i)
      add_parts(g_mime_multipart_get_part(multipart, i), parts);
  } else {
    parts.push_back(part(object));
  }
}

json read(const std::string& bytes) {
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Owned<GMimeMessage> mail(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!mail) return nullptr;
  json seen = {{"subject", text_of(g_mime_message_get_subject(mail.get()))},
               {"message_id", text_of(g_mime_message_get_message_id(mail.get()))},
               {"date", nullptr},
               {"parts", json::array()}};
  if (auto* const date = g_mime_message_get_date(mail.get())) seen["date"] = g_date_time_to_unix(date);
  constexpr std::pair<const char*, GMimeAddressType> fields[] = {{"from", GMIME_ADDRESS_TYPE_FROM},
                                                                 {"to", GMIME_ADDRESS_TYPE_TO},
                                                                 {"cc", GMIME_ADDRESS_TYPE_CC},
                                                                 {"reply_to", GMIME_ADDRESS_TYPE_REPLY_TO}};
  for (const auto& [name, type] : fields) seen[name] = people(g_mime_message_get_addresses(mail.get(), type));
  add_parts(g_mime_message_get_mime_part(mail.get()), seen["parts"]);
  return seen;
}

}  // namespace

int main() {
  g_mime_init();
  for (std::string name; std::getline(std::cin, name);) {
    std::ifstream file(name, std::ios::binary);
    std::cout << read({std::istreambuf_iterator<char>(file), {}})
                     .dump(-1, ' ', false, json::error_handler_t::replace)
              << '\n';
  }
}
