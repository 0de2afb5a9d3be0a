#include "parsers/byte_tables.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace ticketd::parsers {
namespace {

constexpr std::size_t ascii_size = 128;

struct Table {
  std::string_view name;
  std::u16string_view upper_half;
};

// clang-format off
constexpr auto tables = std::to_array<Table>({
    {"iso-8859-16",
     u"\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8A\x8B\x8C\x8D\x8E\x8F\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9A\x9B\x9C\x9D\x9E\x9F"
     u"\u00A0ĄąŁ€„Š§š©Ș«Ź\u00ADźŻ°±ČłŽ”¶·žčș»ŒœŸż"
     u"ÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚß"
     u"àáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ"},
    {"ptcp154",
     u"ҖҒӮғ„…ҶҮҲүҠӢҢҚҺҸҗ‘’“”•–—ҳҷҡӣңқһҹ"
     u"\u00A0ЎўЈӨҘҰ§Ё©Ә«¬ӯ®Ҝ°ұІіҙө¶·ё№ә»јҪҫҝ"
     u"АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
     u"абвгдежзийклмнопрстуфхцчшщъыьэюя"},
    {"kz-1048",
     u"ЂЃ‚ѓ„…†‡€‰Љ‹ЊҚҺЏђ‘’“”•–—\uFFFD™љ›њқһџ"
     u"\u00A0ҰұӘ¤Ө¦§Ё©Ғ«¬\u00AD®Ү°±Ііөµ¶·ё№ғ»әҢңү"
     u"АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
     u"абвгдежзийклмнопрстуфхцчшщъыьэюя"},
    {"koi8-t",
     u"қғ‚Ғ„…†‡\uFFFD‰ҳ‹ҲҷҶ\uFFFDҚ‘’“”•–—\uFFFD™\uFFFD›\uFFFD\uFFFD\uFFFD\uFFFD"
     u"\uFFFDӯӮё¤ӣ¦§\uFFFD\uFFFD\uFFFD«¬\u00AD®\uFFFD°±²Ё\uFFFDӢ¶·\uFFFD№\uFFFD»\uFFFD\uFFFD\uFFFD©"
     u"юабцдефгхийклмнопярстужвьызшэщчъ"
     u"ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ"},
    {"cp1125",
     u"АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
     u"абвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
     u"└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
     u"рстуфхцчшщъыьэюяЁёҐґЄєІіЇї·√№¤■\u00A0"},
});
// clang-format on

static_assert(std::ranges::all_of(tables,
                                  [](const Table& table) { return table.upper_half.size() == ascii_size; }));

ByteSign sign_of(char16_t c) {
  const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
  const bool unreadable = c == 0xFFFD;
  if (c == 0) return {};
  if (c < 0x80) return {{byte(c)}, 1, false, false};
  if (c < 0x800) return {{byte(0xC0U | c >> 6U), byte(0x80U | (c & 63U))}, 2, true, false};
  return {
      {byte(0xE0U | c >> 12U), byte(0x80U | (c >> 6U & 63U)), byte(0x80U | (c & 63U))}, 3, true, unreadable};
}

std::array<ByteCharset, tables.size()> filled() {
  std::array<ByteCharset, tables.size()> charsets;
  for (std::size_t t = 0; t < tables.size(); ++t) {
    charsets[t].keeps_ascii = true;
    for (std::size_t i = 0; i < ascii_size; ++i) {
      charsets[t].signs[i] = sign_of(static_cast<char16_t>(i));
      charsets[t].signs[ascii_size + i] = sign_of(tables[t].upper_half[i]);
    }
  }
  return charsets;
}

}  // namespace

const ByteCharset* byte_charset_named(std::string_view name) {
  const auto found = std::ranges::find(tables, name, &Table::name);
  if (found == tables.end()) return nullptr;
  static const auto charsets = filled();
  return &charsets[static_cast<std::size_t>(found - tables.begin())];
}

}  // namespace ticketd::parsers
