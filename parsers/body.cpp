#include "parsers/body.h"

#include "core/message_id.h"
#include "core/text.h"
#include "parsers/charset.h"
#include "parsers/clean_text.h"
#include "parsers/embedded_file.h"
#include "parsers/encoded_word.h"
#include "parsers/flowed.h"
#include "parsers/html.h"
#include "parsers/phrase_search.h"

#include <algorithm>
#include <utility>

namespace ticketd::parsers {
namespace {

struct ShownText {
  PartIndex part;
  bool html = false;
  std::string text;       ///< UTF-8; of HTML the markup
  bool left_out = false;  ///< another alternative stands for it
};

/// Without blanks, and the placeholders that mailers put where only HTML was written.
bool says_nothing(std::string_view text) {
  if (core::trim(text).empty()) return true;
  constexpr std::size_t longest_placeholder = 200;
  if (text.size() > longest_placeholder) return false;
  static constexpr std::string_view placeholders[] = {"html format",
                                                      "html version",
                                                      "html-format",
                                                      "html message",
                                                      "html e-mail",
                                                      "html email",
                                                      "view this email in your browser",
                                                      "html-enabled",
                                                      "html enabled",
                                                      "html compatible",
                                                      "html-compatible",
                                                      "html 형식"};
  static const auto search = search_for(placeholders);
  return search.any_in(core::ascii_lower(text));
}

/// Parts that mailers send without a name, under the one that people know them by.
std::string_view usual_filename(std::string_view media_type) {
  static constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"application/pkcs7-signature", "smime.p7s"},
      {"application/x-pkcs7-signature", "smime.p7s"},
      {"application/pkcs7-mime", "smime.p7m"},
      {"application/x-pkcs7-mime", "smime.p7m"},
      {"application/pgp-signature", "signature.asc"},
      {"application/pgp-keys", "key.asc"},
      {"text/calendar", "invite.ics"},
      {"message/rfc822", "message.eml"},
      {"message/delivery-status", "delivery-status.txt"}};
  for (const auto& [type, name] : names)
    if (type == media_type) return name;
  return {};
}

class BodyReader {
 public:
  BodyReader(const Message& message, const ParseOptions& options, core::Mail& mail)
      : message_(message), options_(options), mail_(mail) {}

  void read() {
    for (PartIndex i = 0; i < message_.parts.size(); ++i)
      if (!inside_attached_message(i)) read_part(i);
    join_texts();
  }

 private:
  [[nodiscard]] const Part& part(PartIndex index) const { return message_.parts[index]; }

  [[nodiscard]] bool inside_attached_message(PartIndex index) const {
    for (auto parent = part(index).parent; parent; parent = part(*parent).parent)
      if (!part(*parent).is_in("multipart")) return true;
    return false;
  }

  void read_part(PartIndex index) {
    const auto& leaf = part(index);
    if (leaf.is_container()) return;
    const auto disposition = disposition_of(leaf);
    const bool shown = is_shown(leaf, disposition);
    if (shown) read_text(index, leaf);
    if (!shown || has_filename(leaf, disposition))
      mail_.attachments.push_back(attachment_of(leaf, disposition));
  }

  void read_text(PartIndex index, const Part& leaf) {
    std::string storage;
    auto bytes = decoded_body(leaf, storage);
    auto embedded = leaf.is("text/html") ? EmbeddedFiles() : take_embedded_files(bytes);
    for (auto& file : embedded.files) add_embedded(std::move(file));
    // A text that is nothing but files stays, so that nobody is shown an empty mail.
    if (!core::trim(embedded.text_around).empty()) bytes = embedded.text_around;
    texts_.push_back({index, leaf.is("text/html"), part_text(leaf, bytes, options_, mail_.problems)});
  }

  void add_embedded(EmbeddedFile embedded) {
    core::Attachment file;
    file.filename =
        clean_filename(decode_header_text(embedded.name, {options_.default_charset, mail_.problems}));
    if (embedded.offset > 0)
      if (auto* const begun = begun_file(file.filename, embedded.offset)) {
        begun->content += embedded.content;
        return;
      }
    file.content_type = "application/octet-stream";
    file.content = std::move(embedded.content);
    file.disposition = "attachment";
    mail_.attachments.push_back(std::move(file));
  }

  /// The file of which the pieces so far end where the next one goes on.
  core::Attachment* begun_file(std::string_view filename, std::size_t offset) {
    const auto begun = std::ranges::find_if(mail_.attachments, [&](const core::Attachment& file) {
      return file.filename == filename && file.content.size() == offset;
    });
    return begun == mail_.attachments.end() ? nullptr : &*begun;
  }

  [[nodiscard]] ParameterizedValue disposition_of(const Part& leaf) const {
    const auto field = message_.field(leaf, "content-disposition");
    return field ? parse_parameterized(*field, options_.limits.parameters) : ParameterizedValue();
  }

  /// A text with a file name is both: shown where nothing else says how, and kept as the file that it is.
  [[nodiscard]] bool is_shown(const Part& leaf, const ParameterizedValue& disposition) const {
    const bool text = leaf.is("text/plain") || leaf.is("text/html") || leaf.is_in("multipart");
    if (!text) return false;
    if (disposition.word == "attachment") return false;
    return disposition.word.empty() || texts_.empty() || !has_filename(leaf, disposition);
  }

  [[nodiscard]] bool has_filename(const Part& leaf, const ParameterizedValue& disposition) const {
    std::vector<std::string> ignored;
    return !part_filename(leaf, disposition, options_, ignored).empty();
  }

  core::Attachment attachment_of(const Part& leaf, const ParameterizedValue& disposition) {
    core::Attachment file;
    file.filename = part_filename(leaf, disposition, options_, mail_.problems);
    if (file.filename.empty()) file.filename = usual_filename(leaf.type.word);
    file.content_type = literal_header_text(leaf.type.word, mail_.problems);
    if (leaf.is_in("text")) file.charset = literal_header_text(leaf.type.get("charset"), mail_.problems);
    file.content = decoded_body(leaf);
    if (const auto id = message_.field(leaf, "content-id"); id && !id->empty()) {
      auto bare = literal_header_text(core::bare_message_id(*id), mail_.problems);
      if (!bare.empty()) file.content_id = std::move(bare);
    }
    const auto& how = disposition.word;
    file.disposition = how == "inline" || (file.content_id && how.empty()) ? "inline" : "attachment";
    return file;
  }

  /// Mail clients show the plain text of an alternative here, and HTML where there is none.
  void join_texts() {
    for (auto& shown : texts_)
      shown.left_out = shown.html ? plain_alternative_says_something(shown.part)
                                  : says_nothing(shown.text) && html_alternative_exists(shown.part);
    for (auto& shown : texts_) {
      if (!shown.left_out)
        append(mail_.text, shown.html ? html_to_text(limited_html(shown.text)) : std::move(shown.text));
      if (!shown.html) continue;
      if (!mail_.html) mail_.html.emplace();
      append(*mail_.html, std::move(shown.text));
    }
  }

  std::string_view limited_html(std::string_view html) {
    if (html.size() <= options_.limits.html_bytes) return html;
    mail_.problems.push_back("HTML longer than " + std::to_string(options_.limits.html_bytes) +
                             " bytes is shown in part");
    return html.substr(0, options_.limits.html_bytes);
  }

  static void append(std::string& text, std::string more) {
    if (more.empty()) return;
    if (text.empty()) {
      text = std::move(more);
      return;
    }
    if (!text.ends_with('\n')) text += '\n';
    text += more;
  }

  /// The alternatives around a part, each with the branch that leads to it.
  [[nodiscard]] std::vector<std::pair<PartIndex, PartIndex>> alternatives_around(PartIndex index) const {
    std::vector<std::pair<PartIndex, PartIndex>> found;
    for (auto parent = part(index).parent; parent; index = *parent, parent = part(index).parent)
      if (part(*parent).is("multipart/alternative")) found.emplace_back(*parent, index);
    return found;
  }

  template <class Accept>
  [[nodiscard]] bool another_branch_has(PartIndex index, Accept accept) const {
    const auto mine = alternatives_around(index);
    if (mine.empty()) return false;
    for (const auto& other : texts_) {
      if (!accept(other)) continue;
      for (const auto& [alternative, branch] : alternatives_around(other.part))
        for (const auto& [my_alternative, my_branch] : mine)
          if (alternative == my_alternative && branch != my_branch) return true;
    }
    return false;
  }

  [[nodiscard]] bool plain_alternative_says_something(PartIndex index) const {
    return another_branch_has(
        index, [](const ShownText& other) { return !other.html && !says_nothing(other.text); });
  }
  [[nodiscard]] bool html_alternative_exists(PartIndex index) const {
    return another_branch_has(index, [](const ShownText& other) { return other.html; });
  }

  const Message& message_;
  const ParseOptions& options_;
  core::Mail& mail_;
  std::vector<ShownText> texts_;
};

}  // namespace

void read_body(const Message& message, const ParseOptions& options, core::Mail& mail) {
  BodyReader(message, options, mail).read();
}

std::string part_text(const Part& part, const ParseOptions& options, std::vector<std::string>& problems) {
  std::string storage;
  return part_text(part, decoded_body(part, storage), options, problems);
}

std::string part_text(const Part& part, std::string_view bytes, const ParseOptions& options,
                      std::vector<std::string>& problems) {
  std::string charset(part.type.get("charset"));
  if (charset.empty() && part.is("text/html")) charset = html_declared_charset(bytes);
  auto text = clean_text(to_utf8(bytes, charset, options.default_charset, problems));
  if (core::equal_ignoring_case(part.type.get("format"), "flowed"))
    return unflow(text, core::equal_ignoring_case(part.type.get("delsp"), "yes"));
  return text;
}

std::string part_filename(const Part& part, const ParameterizedValue& disposition,
                          const ParseOptions& options, std::vector<std::string>& problems) {
  const Decoding decoding{options.default_charset, problems};
  const auto decoded = [&](const Parameter* parameter) {
    if (!parameter) return std::string();
    if (parameter->extended)
      return clean_filename(to_utf8(parameter->value, parameter->charset, options.default_charset, problems));
    return clean_filename(decode_header_text(parameter->value, decoding));
  };
  auto name = decoded(disposition.find("filename"));
  return name.empty() ? decoded(part.type.find("name")) : name;
}

}  // namespace ticketd::parsers
