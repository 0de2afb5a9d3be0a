#include "parsers/html_entities.h"

#include "parsers/word_table.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ticketd::parsers {
namespace {

struct Entity {
  std::string_view name;
  std::uint32_t code_point;
};

/// HTML 4's names and those of HTML 5 that editors write.
// clang-format off
constexpr Entity entities[] = {
    {"AElig", 198}, {"AMP", 38}, {"Aacute", 193}, {"Acirc", 194}, {"Agrave", 192}, {"Alpha", 913}, {"Aring", 197},
    {"Atilde", 195}, {"Auml", 196}, {"Beta", 914}, {"COPY", 169}, {"Ccaron", 268}, {"Ccedil", 199}, {"Chi", 935},
    {"Dagger", 8225}, {"Delta", 916}, {"ETH", 208}, {"Eacute", 201}, {"Ecirc", 202}, {"Egrave", 200},
    {"Epsilon", 917}, {"Eta", 919}, {"Euml", 203}, {"GT", 62}, {"Gamma", 915}, {"Gbreve", 286}, {"Iacute", 205},
    {"Icirc", 206}, {"Idot", 304}, {"Igrave", 204}, {"Iota", 921}, {"Iuml", 207}, {"Kappa", 922}, {"LT", 60},
    {"Lambda", 923}, {"Lstrok", 321}, {"Mu", 924}, {"NewLine", 10}, {"Ntilde", 209}, {"Nu", 925}, {"OElig", 338},
    {"Oacute", 211}, {"Ocirc", 212}, {"Ograve", 210}, {"Omega", 937}, {"Omicron", 927}, {"Oslash", 216},
    {"Otilde", 213}, {"Ouml", 214}, {"Phi", 934}, {"Pi", 928}, {"Prime", 8243}, {"Psi", 936}, {"QUOT", 34},
    {"REG", 174}, {"Rho", 929}, {"Scaron", 352}, {"Scedil", 350}, {"Sigma", 931}, {"THORN", 222}, {"Tab", 9},
    {"Tau", 932}, {"Theta", 920}, {"Uacute", 218}, {"Ucirc", 219}, {"Ugrave", 217}, {"Upsilon", 933}, {"Uuml", 220},
    {"Xi", 926}, {"Yacute", 221}, {"Yuml", 376}, {"Zcaron", 381}, {"Zeta", 918}, {"aacute", 225}, {"acirc", 226},
    {"acute", 180}, {"aelig", 230}, {"agrave", 224}, {"alefsym", 8501}, {"alpha", 945}, {"amp", 38}, {"and", 8743},
    {"ang", 8736}, {"aogon", 261}, {"apos", 39}, {"aring", 229}, {"ast", 42}, {"asymp", 8776}, {"atilde", 227},
    {"auml", 228}, {"bdquo", 8222}, {"beta", 946}, {"brvbar", 166}, {"bsol", 92}, {"bull", 8226}, {"cacute", 263},
    {"cap", 8745}, {"ccaron", 269}, {"ccedil", 231}, {"cedil", 184}, {"cent", 162}, {"check", 10003},
    {"checkmark", 10003}, {"chi", 967}, {"circ", 710}, {"clubs", 9827}, {"colon", 58}, {"comma", 44}, {"commat", 64},
    {"cong", 8773}, {"copy", 169}, {"crarr", 8629}, {"cross", 10007}, {"cup", 8746}, {"curren", 164}, {"dArr", 8659},
    {"dagger", 8224}, {"darr", 8595}, {"dash", 8208}, {"deg", 176}, {"delta", 948}, {"diams", 9830}, {"divide", 247},
    {"dollar", 36}, {"eacute", 233}, {"ecaron", 283}, {"ecirc", 234}, {"egrave", 232}, {"empty", 8709},
    {"emsp", 8195}, {"ensp", 8194}, {"eogon", 281}, {"epsilon", 949}, {"equals", 61}, {"equiv", 8801}, {"eta", 951},
    {"eth", 240}, {"euml", 235}, {"euro", 8364}, {"excl", 33}, {"exist", 8707}, {"fnof", 402}, {"forall", 8704},
    {"frac12", 189}, {"frac14", 188}, {"frac34", 190}, {"frasl", 8260}, {"gamma", 947}, {"gbreve", 287}, {"ge", 8805},
    {"grave", 96}, {"gt", 62}, {"hArr", 8660}, {"harr", 8596}, {"hearts", 9829}, {"hellip", 8230}, {"horbar", 8213},
    {"hyphen", 8208}, {"iacute", 237}, {"icirc", 238}, {"iexcl", 161}, {"igrave", 236}, {"image", 8465},
    {"infin", 8734}, {"inodot", 305}, {"int", 8747}, {"iota", 953}, {"iquest", 191}, {"isin", 8712}, {"iuml", 239},
    {"kappa", 954}, {"lArr", 8656}, {"lambda", 955}, {"lang", 9001}, {"laquo", 171}, {"larr", 8592}, {"lbrace", 123},
    {"lbrack", 91}, {"lceil", 8968}, {"ldquo", 8220}, {"le", 8804}, {"lfloor", 8970}, {"lowast", 8727},
    {"lowbar", 95}, {"loz", 9674}, {"lpar", 40}, {"lrm", 8206}, {"lsaquo", 8249}, {"lsquo", 8216}, {"lstrok", 322},
    {"lt", 60}, {"macr", 175}, {"mdash", 8212}, {"micro", 181}, {"middot", 183}, {"minus", 8722}, {"mu", 956},
    {"nabla", 8711}, {"nacute", 324}, {"nbsp", 160}, {"ndash", 8211}, {"ne", 8800}, {"ni", 8715}, {"not", 172},
    {"notin", 8713}, {"nsub", 8836}, {"ntilde", 241}, {"nu", 957}, {"num", 35}, {"oacute", 243}, {"ocirc", 244},
    {"odblac", 337}, {"oelig", 339}, {"ograve", 242}, {"oline", 8254}, {"omega", 969}, {"omicron", 959},
    {"oplus", 8853}, {"or", 8744}, {"ordf", 170}, {"ordm", 186}, {"oslash", 248}, {"otilde", 245}, {"otimes", 8855},
    {"ouml", 246}, {"para", 182}, {"part", 8706}, {"percnt", 37}, {"period", 46}, {"permil", 8240}, {"perp", 8869},
    {"phi", 966}, {"phone", 9742}, {"pi", 960}, {"piv", 982}, {"plus", 43}, {"plusmn", 177}, {"pound", 163},
    {"prime", 8242}, {"prod", 8719}, {"prop", 8733}, {"psi", 968}, {"quest", 63}, {"quot", 34}, {"rArr", 8658},
    {"radic", 8730}, {"rang", 9002}, {"raquo", 187}, {"rarr", 8594}, {"rbrace", 125}, {"rbrack", 93}, {"rcaron", 345},
    {"rceil", 8969}, {"rdquo", 8221}, {"real", 8476}, {"reg", 174}, {"rfloor", 8971}, {"rho", 961}, {"rlm", 8207},
    {"rpar", 41}, {"rsaquo", 8250}, {"rsquo", 8217}, {"sacute", 347}, {"sbquo", 8218}, {"scaron", 353},
    {"scedil", 351}, {"sdot", 8901}, {"sect", 167}, {"semi", 59}, {"shy", 173}, {"sigma", 963}, {"sigmaf", 962},
    {"sim", 8764}, {"sol", 47}, {"spades", 9824}, {"star", 9734}, {"starf", 9733}, {"sub", 8834}, {"sube", 8838},
    {"sum", 8721}, {"sup", 8835}, {"sup1", 185}, {"sup2", 178}, {"sup3", 179}, {"supe", 8839}, {"szlig", 223},
    {"tau", 964}, {"there4", 8756}, {"theta", 952}, {"thetasym", 977}, {"thinsp", 8201}, {"thorn", 254},
    {"tilde", 732}, {"times", 215}, {"trade", 8482}, {"uArr", 8657}, {"uacute", 250}, {"uarr", 8593}, {"ucirc", 251},
    {"udblac", 369}, {"ugrave", 249}, {"uml", 168}, {"upsih", 978}, {"upsilon", 965}, {"uuml", 252}, {"vert", 124},
    {"weierp", 8472}, {"xi", 958}, {"yacute", 253}, {"yen", 165}, {"yuml", 255}, {"zacute", 378}, {"zcaron", 382},
    {"zdot", 380}, {"zeta", 950}, {"zwj", 8205}, {"zwnj", 8204},
};
// clang-format on

/// What browsers show for &#128; to &#159;: windows-1252.
constexpr std::array<std::uint16_t, 32> windows_1252{
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

void append_utf8(std::uint32_t c, std::string& out) {
  if (c >= 0x80 && c < 0xa0) c = windows_1252[c - 0x80];
  if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) c = 0xfffd;
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((c >> shift) & 0x3fU)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0U | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0U | c >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0U | c >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

/// `&#233;` and `&#xe9;`
std::size_t append_numeric(std::string_view text, std::string& out) {
  const bool hexadecimal = text.size() > 2 && (text[2] | 0x20) == 'x';
  std::size_t at = hexadecimal ? 3 : 2;
  const auto first = at;
  std::uint32_t code = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9')
      digit = static_cast<std::uint32_t>(c - '0');
    else if (hexadecimal && (c | 0x20) >= 'a' && (c | 0x20) <= 'f')
      digit = static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
    else
      break;
    code = std::min<std::uint32_t>(code * (hexadecimal ? 16 : 10) + digit, 0x110000);
  }
  if (at == first) return 0;
  append_utf8(code, out);
  return at < text.size() && text[at] == ';' ? at + 1 : at;
}

const std::uint32_t* code_point_named(std::string_view name) {
  static const auto table = [] {
    WordTable<std::uint32_t> code_points;
    for (const auto& entity : entities) code_points.try_add(std::string(entity.name), entity.code_point);
    return code_points;
  }();
  return table.find(name);
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

}  // namespace

std::size_t append_entity(std::string_view text, std::string& out) {
  constexpr std::size_t longest_name = 10;
  if (text.size() < 3) return 0;
  if (text[1] == '#') return append_numeric(text, out);
  std::size_t end = 1;
  while (end < text.size() && end <= longest_name && is_alphanumeric(text[end])) ++end;
  const bool closed = end < text.size() && text[end] == ';';
  const auto name = text.substr(1, end - 1);
  const auto* const code_point = code_point_named(name);
  if (!code_point) return 0;
  if (!closed && end < text.size() && text[end] == '=') return 0;  // "?a=1&copy=2" in a visible link
  if (!closed && *code_point > 0xff) return 0;                     // only Latin-1 names may stand without ';'
  append_utf8(*code_point, out);
  return closed ? end + 1 : end;
}

}  // namespace ticketd::parsers
