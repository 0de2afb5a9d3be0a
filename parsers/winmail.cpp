#include "parsers/winmail.h"

#include "core/text.h"
#include "parsers/clean_text.h"
#include "parsers/html.h"
#include "parsers/tnef.h"

#include <cstddef>
#include <iterator>

namespace ticketd::parsers {
namespace {

constexpr std::size_t longest_html = 1024 * 1024;

bool is_winmail(const core::Attachment& file) {
  return file.content_type == "application/ms-tnef" || file.content_type == "application/vnd.ms-tnef" ||
         core::equal_ignoring_case(file.filename, "winmail.dat");
}

core::Attachment rich_text(std::string content) {
  core::Attachment file;
  file.filename = "message.rtf";
  file.content_type = "application/rtf";
  file.content = std::move(content);
  file.disposition = "attachment";
  return file;
}

void show_body(Tnef& opened, core::Mail& mail) {
  const bool blank = core::trim(mail.text).empty();
  if (blank && !opened.text.empty()) mail.text = clean_text(opened.text);
  if (blank && opened.text.empty() && !opened.html.empty())
    mail.text = html_to_text(std::string_view(opened.html).substr(0, longest_html));
  if (!mail.html && !opened.html.empty()) mail.html = std::move(opened.html);
  if (!opened.rtf.empty()) mail.attachments.push_back(rich_text(std::move(opened.rtf)));
}

}  // namespace

void unpack_winmail(core::Mail& mail) {
  const auto count = mail.attachments.size();  // what comes out of one is not opened again
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_winmail(mail.attachments[i])) continue;
    auto opened = open_tnef(mail.attachments[i].content);
    if (!opened) {
      mail.problems.emplace_back("winmail.dat cannot be read");
      continue;
    }
    if (opened->damaged) mail.problems.emplace_back("winmail.dat is damaged: read in part");
    show_body(*opened, mail);
    mail.attachments.insert(mail.attachments.end(), std::make_move_iterator(opened->attachments.begin()),
                            std::make_move_iterator(opened->attachments.end()));
  }
}

}  // namespace ticketd::parsers
