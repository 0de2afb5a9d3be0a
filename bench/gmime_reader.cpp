#include "bench/gmime_reader.h"

#ifdef TICKETD_WITH_GMIME

#include <gmime/gmime.h>

#include <memory>

namespace ticketd::bench {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

std::size_t length(const char* text) { return text ? std::char_traits<char>::length(text) : 0; }

std::size_t count_ids(const char* value) {
  if (!value) return 0;
  auto* ids = g_mime_references_parse(nullptr, value);
  const auto count = g_mime_references_length(ids);
  g_mime_references_free(ids);
  return static_cast<std::size_t>(count);
}

void read_part(GMimeObject*, GMimeObject* object, gpointer total) {
  auto& bytes = *static_cast<std::size_t*>(total);
  if (!GMIME_IS_PART(object)) return;
  bytes += length(g_mime_part_get_filename(GMIME_PART(object)));
  bytes += length(g_mime_object_get_disposition(object)) + length(g_mime_object_get_content_id(object));
  if (GMIME_IS_TEXT_PART(object)) {
    char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(object));
    bytes += length(text);
    g_free(text);
    return;
  }
  auto* content = g_mime_part_get_content(GMIME_PART(object));
  if (!content) return;
  const Owned<GMimeStream> memory(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, memory.get());
  bytes += static_cast<std::size_t>(g_mime_stream_length(memory.get()));
}

std::size_t read_mail(const std::string& mail) {
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(mail.data(), mail.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return 0;
  std::size_t bytes = length(g_mime_message_get_subject(message.get())) +
                      length(g_mime_message_get_message_id(message.get()));
  for (const auto* field : {"In-Reply-To", "References"})
    bytes += count_ids(g_mime_object_get_header(GMIME_OBJECT(message.get()), field));
  for (const auto type : {GMIME_ADDRESS_TYPE_FROM, GMIME_ADDRESS_TYPE_SENDER, GMIME_ADDRESS_TYPE_REPLY_TO,
                          GMIME_ADDRESS_TYPE_TO, GMIME_ADDRESS_TYPE_CC})
    bytes += static_cast<std::size_t>(
        internet_address_list_length(g_mime_message_get_addresses(message.get(), type)));
  g_mime_message_get_date(message.get());
  g_mime_message_foreach(message.get(), read_part, &bytes);
  return bytes;
}

}  // namespace

std::function<std::size_t(const std::string&)> gmime_reader() {
  g_mime_init();
  return read_mail;
}

}  // namespace ticketd::bench

#else

namespace ticketd::bench {

std::function<std::size_t(const std::string&)> gmime_reader() { return nullptr; }

}  // namespace ticketd::bench

#endif
