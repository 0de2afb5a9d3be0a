#include "parsers/charset_labels.h"

#include "parsers/word_table.h"

#include <array>
#include <cstddef>
#include <string>

namespace ticketd::parsers {
namespace {

struct Label {
  std::string_view label;  // lower case, letters and digits only: "KS_C_5601-1987" is "ksc56011987"
  std::string_view converter;
};

// ICU's own "EUC-KR" and "CP949" lack the extended syllables, its "GB2312" the rest of GBK, and its
// "Shift_JIS" of 1997 the vendors' rows: the supersets below are what mail programs mean.
// KOI8-U has letters where KOI8-R draws boxes, and Ukrainian mail often says KOI8-R.
// clang-format off
constexpr auto labels = std::to_array<Label>({
    {"utf8", "UTF-8"}, {"unicode11utf8", "UTF-8"}, {"unicode20utf8", "UTF-8"}, {"xunicode20utf8", "UTF-8"},
    {"cputf8", "UTF-8"}, {"cp65001", "UTF-8"}, {"65001", "UTF-8"}, {"utf8mb4", "UTF-8"},
    {"utf8bom", "UTF-8"}, {"utf8sig", "UTF-8"},
    {"utf16", "UTF-16"}, {"unicode", "UTF-16"}, {"ucs2", "UTF-16"}, {"iso10646ucs2", "UTF-16"},
    {"csunicode", "UTF-16"},
    {"utf16le", "UTF-16LE"}, {"unicodefeff", "UTF-16LE"},
    {"utf16be", "UTF-16BE"}, {"unicodefffe", "UTF-16BE"},
    {"utf32", "UTF-32"}, {"ucs4", "UTF-32"}, {"iso10646ucs4", "UTF-32"},
    {"utf32le", "UTF-32LE"},
    {"utf32be", "UTF-32BE"},
    {"utf7", "UTF-7"}, {"unicode11utf7", "UTF-7"}, {"unicode20utf7", "UTF-7"}, {"csunicode11utf7", "UTF-7"},
    {"xunicode20utf7", "UTF-7"},
    {"usascii", "US-ASCII"}, {"ascii", "US-ASCII"}, {"ansix341968", "US-ASCII"}, {"ansix341986", "US-ASCII"},
    {"iso646us", "US-ASCII"}, {"646", "US-ASCII"}, {"us", "US-ASCII"}, {"csascii", "US-ASCII"},
    {"ansi", "US-ASCII"}, {"iso646irv1991", "US-ASCII"}, {"7bit", "US-ASCII"}, {"8bit", "US-ASCII"},
    {"latin1", "windows-1252"}, {"l1", "windows-1252"}, {"iso88591", "windows-1252"},
    {"iso885911987", "windows-1252"}, {"isoir100", "windows-1252"}, {"csisolatin1", "windows-1252"},
    {"cp819", "windows-1252"}, {"ibm819", "windows-1252"}, {"88591", "windows-1252"},
    {"windows1252", "windows-1252"}, {"cp1252", "windows-1252"}, {"xcp1252", "windows-1252"},
    {"1252", "windows-1252"}, {"win1252", "windows-1252"}, {"xansi", "windows-1252"},
    {"ksc56011987", "windows-949-2000"}, {"ksc56011989", "windows-949-2000"},
    {"ksc5601", "windows-949-2000"}, {"ksx1001", "windows-949-2000"}, {"ksx10011992", "windows-949-2000"},
    {"ks", "windows-949-2000"}, {"kscs56011987", "windows-949-2000"}, {"euckr", "windows-949-2000"},
    {"xeuckr", "windows-949-2000"}, {"cseuckr", "windows-949-2000"}, {"csksc56011987", "windows-949-2000"},
    {"isoir149", "windows-949-2000"}, {"korean", "windows-949-2000"}, {"cp949", "windows-949-2000"},
    {"949", "windows-949-2000"}, {"uhc", "windows-949-2000"}, {"ms949", "windows-949-2000"},
    {"windows949", "windows-949-2000"}, {"xwindows949", "windows-949-2000"},
    {"xmackorean", "windows-949-2000"}, {"cp51949", "windows-949-2000"}, {"ibm949", "windows-949-2000"},
    {"eucks", "windows-949-2000"},
    {"johab", "johab"}, {"cp1361", "johab"}, {"ms1361", "johab"}, {"windows1361", "johab"},
    {"ksc56011992", "johab"},
    {"iso2022kr", "ISO-2022-KR"}, {"csiso2022kr", "ISO-2022-KR"}, {"cp50225", "ISO-2022-KR"},
    {"gb2312", "gb18030"}, {"gb231280", "gb18030"}, {"csgb2312", "gb18030"}, {"csiso58gb231280", "gb18030"},
    {"isoir58", "gb18030"}, {"gbk", "gb18030"}, {"xgbk", "gb18030"}, {"gb18030", "gb18030"},
    {"gb180302000", "gb18030"}, {"gb180302005", "gb18030"}, {"chinese", "gb18030"}, {"euccn", "gb18030"},
    {"xeuccn", "gb18030"}, {"cp936", "gb18030"}, {"936", "gb18030"}, {"ms936", "gb18030"},
    {"windows936", "gb18030"}, {"cp54936", "gb18030"}, {"gb", "gb18030"}, {"cngb", "gb18030"},
    {"zhcn", "gb18030"}, {"cp20936", "gb18030"},
    {"hzgb2312", "HZ"}, {"hz", "HZ"},
    {"iso2022cn", "ISO-2022-CN"}, {"csiso2022cn", "ISO-2022-CN"},
    {"iso2022cnext", "ISO-2022-CN-EXT"},
    {"big5", "Big5-HKSCS"}, {"cnbig5", "Big5-HKSCS"}, {"csbig5", "Big5-HKSCS"}, {"xxbig5", "Big5-HKSCS"},
    {"xbig5", "Big5-HKSCS"}, {"big5hkscs", "Big5-HKSCS"}, {"big5hk", "Big5-HKSCS"},
    {"big5eten", "Big5-HKSCS"}, {"cp950", "Big5-HKSCS"}, {"950", "Big5-HKSCS"}, {"ms950", "Big5-HKSCS"},
    {"windows950", "Big5-HKSCS"}, {"big5tw", "Big5-HKSCS"},
    {"euctw", "EUC-TW"}, {"xeuctw", "EUC-TW"}, {"cns11643", "EUC-TW"},
    {"shiftjis", "ibm-943_P15A-2003"}, {"xsjis", "ibm-943_P15A-2003"}, {"sjis", "ibm-943_P15A-2003"},
    {"mskanji", "ibm-943_P15A-2003"}, {"csshiftjis", "ibm-943_P15A-2003"},
    {"windows31j", "ibm-943_P15A-2003"}, {"cswindows31j", "ibm-943_P15A-2003"},
    {"cp932", "ibm-943_P15A-2003"}, {"932", "ibm-943_P15A-2003"}, {"ms932", "ibm-943_P15A-2003"},
    {"windows932", "ibm-943_P15A-2003"}, {"cp943", "ibm-943_P15A-2003"}, {"xshiftjis", "ibm-943_P15A-2003"},
    {"xmacjapanese", "ibm-943_P15A-2003"}, {"xmscp932", "ibm-943_P15A-2003"},
    {"eucjp", "EUC-JP"}, {"xeucjp", "EUC-JP"}, {"xeuc", "EUC-JP"}, {"cseucpkdfmtjapanese", "EUC-JP"},
    {"eucjpms", "EUC-JP"}, {"ujis", "EUC-JP"}, {"cp51932", "EUC-JP"}, {"eucjis", "EUC-JP"},
    {"iso2022jp", "ISO-2022-JP-2"}, {"csiso2022jp", "ISO-2022-JP-2"}, {"iso2022jp1", "ISO-2022-JP-2"},
    {"iso2022jp2", "ISO-2022-JP-2"}, {"iso2022jpms", "ISO-2022-JP-2"}, {"iso2022jp3", "ISO-2022-JP-2"},
    {"iso2022jp2004", "ISO-2022-JP-2"}, {"cp50220", "ISO-2022-JP-2"}, {"cp50221", "ISO-2022-JP-2"},
    {"cp50222", "ISO-2022-JP-2"}, {"jis", "ISO-2022-JP-2"},
    {"iso88592", "iso-8859-2"}, {"latin2", "iso-8859-2"}, {"l2", "iso-8859-2"},
    {"csisolatin2", "iso-8859-2"}, {"isoir101", "iso-8859-2"}, {"iso885921987", "iso-8859-2"},
    {"88592", "iso-8859-2"},
    {"iso88593", "iso-8859-3"}, {"latin3", "iso-8859-3"}, {"l3", "iso-8859-3"},
    {"csisolatin3", "iso-8859-3"}, {"iso885931988", "iso-8859-3"}, {"isoir109", "iso-8859-3"},
    {"iso88594", "iso-8859-4"}, {"latin4", "iso-8859-4"}, {"l4", "iso-8859-4"},
    {"csisolatin4", "iso-8859-4"}, {"iso885941988", "iso-8859-4"}, {"isoir110", "iso-8859-4"},
    {"iso88595", "iso-8859-5"}, {"cyrillic", "iso-8859-5"}, {"csisolatincyrillic", "iso-8859-5"},
    {"iso885951988", "iso-8859-5"}, {"isoir144", "iso-8859-5"},
    {"iso88596", "iso-8859-6"}, {"arabic", "iso-8859-6"}, {"csisolatinarabic", "iso-8859-6"},
    {"asmo708", "iso-8859-6"}, {"ecma114", "iso-8859-6"}, {"iso88596e", "iso-8859-6"},
    {"iso88596i", "iso-8859-6"}, {"iso885961987", "iso-8859-6"},
    {"iso88597", "iso-8859-7"}, {"greek", "iso-8859-7"}, {"greek8", "iso-8859-7"},
    {"csisolatingreek", "iso-8859-7"}, {"elot928", "iso-8859-7"}, {"ecma118", "iso-8859-7"},
    {"suneugreek", "iso-8859-7"}, {"iso885971987", "iso-8859-7"},
    {"iso88598", "iso-8859-8"}, {"hebrew", "iso-8859-8"}, {"visual", "iso-8859-8"},
    {"csisolatinhebrew", "iso-8859-8"}, {"iso88598e", "iso-8859-8"}, {"iso88598i", "iso-8859-8"},
    {"logical", "iso-8859-8"}, {"iso885981988", "iso-8859-8"},
    {"iso88599", "windows-1254"}, {"latin5", "windows-1254"}, {"l5", "windows-1254"},
    {"csisolatin5", "windows-1254"}, {"iso885991989", "windows-1254"}, {"isoir148", "windows-1254"},
    {"turkish", "windows-1254"},
    {"iso885910", "iso-8859-10"}, {"latin6", "iso-8859-10"}, {"l6", "iso-8859-10"},
    {"csisolatin6", "iso-8859-10"},
    {"iso885911", "windows-874"}, {"tis620", "windows-874"}, {"tis6202533", "windows-874"},
    {"dos874", "windows-874"}, {"windows874", "windows-874"}, {"cp874", "windows-874"},
    {"thai", "windows-874"}, {"xwindows874", "windows-874"},
    {"iso885913", "iso-8859-13"}, {"latin7", "iso-8859-13"}, {"l7", "iso-8859-13"},
    {"iso885914", "iso-8859-14"}, {"latin8", "iso-8859-14"}, {"l8", "iso-8859-14"},
    {"iso885916", "iso-8859-16"}, {"latin10", "iso-8859-16"}, {"l10", "iso-8859-16"},
    {"isoir226", "iso-8859-16"}, {"csiso885916", "iso-8859-16"}, {"iso8859162001", "iso-8859-16"},
    {"iso885915", "iso-8859-15"}, {"latin9", "iso-8859-15"}, {"l9", "iso-8859-15"},
    {"csisolatin9", "iso-8859-15"}, {"885915", "iso-8859-15"}, {"latin0", "iso-8859-15"},
    {"windows1250", "windows-1250"}, {"cp1250", "windows-1250"}, {"xcp1250", "windows-1250"},
    {"win1250", "windows-1250"},
    {"windows1251", "windows-1251"}, {"cp1251", "windows-1251"}, {"xcp1251", "windows-1251"},
    {"win1251", "windows-1251"}, {"win", "windows-1251"}, {"1251", "windows-1251"},
    {"windowscp1251", "windows-1251"},
    {"windows1253", "windows-1253"}, {"cp1253", "windows-1253"}, {"xcp1253", "windows-1253"},
    {"windows1254", "windows-1254"}, {"cp1254", "windows-1254"}, {"xcp1254", "windows-1254"},
    {"windows1255", "windows-1255"}, {"cp1255", "windows-1255"}, {"xcp1255", "windows-1255"},
    {"windows1256", "windows-1256"}, {"cp1256", "windows-1256"}, {"xcp1256", "windows-1256"},
    {"windows1257", "windows-1257"}, {"cp1257", "windows-1257"}, {"xcp1257", "windows-1257"},
    {"windows1258", "windows-1258"}, {"cp1258", "windows-1258"}, {"xcp1258", "windows-1258"},
    {"koi8r", "KOI8-U"}, {"koi8", "KOI8-U"}, {"koi", "KOI8-U"}, {"cskoi8r", "KOI8-U"}, {"cp20866", "KOI8-U"},
    {"koi8u", "KOI8-U"}, {"koi8ru", "KOI8-U"}, {"cp21866", "KOI8-U"},
    {"koi8t", "koi8-t"},
    {"ptcp154", "ptcp154"}, {"csptcp154", "ptcp154"}, {"pt154", "ptcp154"}, {"cp154", "ptcp154"},
    {"cyrillicasian", "ptcp154"},
    {"kz1048", "kz-1048"}, {"strk10482002", "kz-1048"}, {"rk1048", "kz-1048"}, {"cskz1048", "kz-1048"},
    {"cp1125", "cp1125"}, {"ibm1125", "cp1125"}, {"cp866u", "cp1125"}, {"ruscii", "cp1125"},
    {"macintosh", "macintosh"}, {"mac", "macintosh"}, {"xmacroman", "macintosh"},
    {"csmacintosh", "macintosh"}, {"macroman", "macintosh"},
    {"xmaccyrillic", "x-mac-cyrillic"}, {"maccyrillic", "x-mac-cyrillic"},
    {"xmacukrainian", "x-mac-cyrillic"}, {"cp10007", "x-mac-cyrillic"},
    {"xmacgreek", "x-mac-greek"}, {"macgreek", "x-mac-greek"},
    {"xmacce", "x-mac-centraleurroman"}, {"maccentraleurope", "x-mac-centraleurroman"},
    {"xmaccentraleurroman", "x-mac-centraleurroman"},
    {"xmacturkish", "x-mac-turkish"}, {"macturkish", "x-mac-turkish"},
    {"ibm437", "ibm-437"}, {"cp437", "ibm-437"}, {"437", "ibm-437"},
    {"ibm850", "ibm-850"}, {"cp850", "ibm-850"}, {"850", "ibm-850"},
    {"ibm852", "ibm-852"}, {"cp852", "ibm-852"}, {"852", "ibm-852"},
    {"ibm855", "ibm-855"}, {"cp855", "ibm-855"},
    {"ibm857", "ibm-857"}, {"cp857", "ibm-857"},
    {"cp858", "ibm-858"}, {"ibm00858", "ibm-858"},
    {"ibm862", "ibm-862"}, {"cp862", "ibm-862"}, {"dos862", "ibm-862"},
    {"ibm864", "ibm-864"}, {"cp864", "ibm-864"},
    {"ibm866", "ibm-866"}, {"cp866", "ibm-866"}, {"866", "ibm-866"}, {"csibm866", "ibm-866"},
    {"dos866", "ibm-866"},
    {"cp737", "ibm-737"}, {"ibm737", "ibm-737"},
    {"cp775", "ibm-775"}, {"ibm775", "ibm-775"},
    {"cp869", "ibm-869"},
});
// clang-format on

std::string squeezed(std::string_view label) {
  std::string key;
  for (const char c : label) {
    if (c >= 'A' && c <= 'Z') key += static_cast<char>(c | 0x20);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key += c;
  }
  return key;
}

constexpr std::size_t longest_label = 64;

}  // namespace

std::string_view converter_for_label(std::string_view label) {
  if (label.empty() || label.size() > longest_label) return {};
  static const auto converters = [] {
    WordTable<std::string_view> table;
    for (const auto& known : labels) table.try_add(std::string(known.label), known.converter);
    return table;
  }();
  const auto* const converter = converters.find(squeezed(label));
  return converter ? *converter : std::string_view{};
}

bool keeps_ascii(std::string_view converter) {
  return !converter.starts_with("UTF-16") && !converter.starts_with("UTF-32") &&
         !converter.starts_with("ISO-2022") && converter != "UTF-7" && converter != "HZ";
}

}  // namespace ticketd::parsers
