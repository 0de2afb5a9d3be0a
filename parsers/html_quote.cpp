#include "parsers/html_quote.h"

#include "core/text.h"
#include "parsers/byte_scan.h"
#include "parsers/phrase_search.h"

#include <array>

namespace ticketd::parsers {

namespace {

constexpr std::size_t longest_tag = 2048;  // bytes that are searched
constexpr std::size_t longest_html = 4 * 1024 * 1024;

/// Ids and classes, lower case, as they stand in the tag. A new client is a new line here.
constexpr std::array<std::string_view, 35> wrappers = {
    "gmail_quote",         // Gmail
    "id=\"divrplyfwdmsg",  // Outlook.com and mobile
    "id=\"x_divrplyfwdmsg",
    "id=\"appendonsend",                        // Outlook on the web
    "mail-editor-reference-message-container",  // Outlook for Mac and new Outlook
    "outlookmessageheader",                     // Outlook 2003
    "yahoo_quoted",                             // Yahoo
    "type=\"cite\"",                            // Apple Mail, Thunderbird
    "type=cite",
    "moz-cite-prefix",
    "moz-forward-container",
    "protonmail_quote",
    "tutanota_quote",
    "zmail_extra",  // Zoho
    "zohomail_mail_quote",
    "isreplycontent",  // NetEase
    "ntes_",
    "qmorigin",  // QQ
    "id=\"originalcontent",
    "data-marker=\"__quoted_text__\"",  // Zimbra
    "naver_mail_quote",
    "ntes-mailmaster-quote",
    "ms-outlook-mobile-reference-message",
    "olk_src_body_section",                          // Outlook for Mac
    "border-top:solid #e1e1e1 1.0pt;padding:3.0pt",  // Outlook on the desktop: the line above its header
                                                     // block
    "border-top:solid #b5c4df 1.0pt;padding:3.0pt",
    "name=\"quote\"",                // GMX, Web.de
    "name=\"messagereplysection\"",  // Spark
    "missive_quote",
    "sh-quoted-content",  // Superhuman
    "front-blockquote",
    "airmail_on",
    "id=\"reply-intro\"",  // Roundcube
    "quotedreply",
    "id=\"oldmail",
};

bool is_wrapper(std::string_view tag) {
  static const PhraseSearch search({wrappers.begin(), wrappers.end()});
  return search.any_in(core::ascii_lower(tag.substr(0, longest_tag)));
}

std::size_t next_tag(std::string_view html, std::size_t at) {
  return find_byte(html, at, [](ByteBlock block) { return block == '<'; });
}

}  // namespace

std::optional<std::string_view> html_above_quote(std::string_view html) {
  html = html.substr(0, longest_html);
  for (auto open = next_tag(html, 0); open < html.size();) {
    auto close = find_byte(html, open, [](ByteBlock block) { return (block == '>') | (block == '='); });
    if (close < html.size() && html[close] == '=') {  // an attribute, as most tags have none
      close = html.find('>', close);
      if (close == std::string_view::npos) return std::nullopt;
      if (is_wrapper(html.substr(open, close - open))) return html.substr(0, open);
    }
    open = next_tag(html, close);
  }
  return std::nullopt;
}

}  // namespace ticketd::parsers
