#include "parsers/charset_likeness.h"

#include "parsers/byte_scan.h"
#include "parsers/charset_converter.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace ticketd::parsers {
namespace {

constexpr std::size_t most_bytes_to_look_at = 400;

/// The same signs in their order, so that each is looked up in a few steps.
template <std::size_t size>
consteval auto in_order(const char32_t (&signs)[size]) {
  std::array<char32_t, size - 1> ordered{};
  std::copy_n(signs, size - 1, ordered.begin());
  std::ranges::sort(ordered);
  return ordered;
}

// The most frequent signs of each language, those of letters to a help desk among them.
constexpr auto korean = in_order(
    U"이다는을의에가고하지로사어대한기나도리시자아수일그인은서정전보만제부과것해들장주있게여구원상라스를으안"
    U"면경동금공무용관조소방국유성미요문연생니신비오마었중물우실선화할단모적간때치위말년진"
    U"양약당반점법계음분산식불업학결형명러드트세속더내님습입합감녕답변메확청사좋못없겠저희많제품환불배송취소"
    U"교회신안녕김박최강임윤권황송홍글한트처럼됩니까");
constexpr auto simplified = in_order(
    U"的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小"
    U"么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长"
    U"邮件客户服务请问您谢订单退款信息系统测试产品司账号密码价格收到回复尊敬先生女士附关测试语言汉字简体");
constexpr auto traditional = in_order(
    U"的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後小"
    U"麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長"
    U"郵件客戶服務請問您謝訂單退款信息系統測試產品司帳號密碼價格收到回覆尊敬先生女士附關語言漢字繁體");
constexpr auto japanese = in_order(
    U"日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新"
    U"場金員九入選立開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法"
    U"様株式件名返信送配注文確認致願商品電話番号住所店客漢字語変更作成");

struct Reading {
  std::string_view converter;
  std::span<const char32_t> frequent;
};
constexpr auto readings = std::to_array<Reading>({{"windows-949-2000", korean},
                                                  {"gb18030", simplified},
                                                  {"Big5-HKSCS", traditional},
                                                  {"EUC-JP", japanese},
                                                  {"ibm-943_P15A-2003", japanese},
                                                  {"windows-1252", {}},
                                                  {"windows-1251", {}},
                                                  {"KOI8-U", {}}});

/// Of valid UTF-8.
std::u32string characters_of(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) {
    const unsigned lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
      c = (c << 6U) | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
    out += c;
    i += length;
  }
  return out;
}

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_letter(char32_t c) { return u_isalpha(static_cast<UChar32>(c)) != 0; }
bool is_upper(char32_t c) { return u_isupper(static_cast<UChar32>(c)) != 0; }
bool is_lower(char32_t c) { return u_islower(static_cast<UChar32>(c)) != 0; }
bool is_ascii_letter(char32_t c) { return c < 0x80 && is_letter(c); }

/// Two bytes stand for one of these, so that a point here is worth half of one below.
double east_asian(char32_t c, const Reading& reading) {
  if (std::ranges::binary_search(reading.frequent, c)) return 4;
  if (c >= 0xAC00 && c <= 0xD7A3) return 0.9;  // any pair of bytes is some syllable
  if (c >= 0x3041 && c <= 0x30FE)
    return reading.converter == "EUC-JP" || reading.converter == "ibm-943_P15A-2003" ? 3 : 0.5;
  if (c >= 0x3001 && c <= 0x301F) return 2;    // 、。「」
  if (c >= 0xFF01 && c <= 0xFF5E) return 1.5;  // wide forms
  if (c >= 0xFF61 && c <= 0xFF9F) return -1;   // narrow kana: any byte from A1 to DF
  if (c >= 0x4E00 && c <= 0x9FFF)
    return reading.converter == "gb18030" || reading.converter == "Big5-HKSCS" ? 0.8 : 0.3;
  if (c >= 0xE000 && c <= 0xF8FF) return -6;
  return c >= 0x3400 && c <= 0x4DFF ? -4 : -1;
}

/// Letters of alphabets judged by their neighbours: capitals open words, and nobody mixes alphabets within
/// one.
double alphabetic(char32_t before, char32_t c, char32_t after, bool cyrillic) {
  if (!is_letter(c)) {
    const bool in_word = is_letter(before) && is_letter(after);
    return in_word ? (c == 0x2019 ? 1 : -2)
                   : (u_ispunct(static_cast<UChar32>(c)) != 0 || c == 0xA0 || c == 0x20AC || c == 0xB0 ? 0.5
                                                                                                       : -1);
  }
  if (is_upper(c) && is_lower(before)) return -2;
  if (cyrillic) {
    const bool mixed = is_ascii_letter(before) || is_ascii_letter(after);
    const bool common =
        std::u32string_view(U"оеаинтсрвлкмдпуяыОЕАИНТСРВЛКМДПУ").find(c) != std::u32string_view::npos;
    if (is_upper(c) && is_upper(before) && c >= 0x410) return c > 0x44F ? -1 : 0.5;
    return mixed ? -2 : c < 0x410 || c > 0x44F ? -1 : common ? 2 : 1.2;
  }
  const bool beside_ascii = is_ascii_letter(before) || is_ascii_letter(after);
  const bool in_row = before >= 0x80 || after >= 0x80;  // accented letters seldom stand side by side
  if (is_lower(before) && is_upper(after)) return -2;
  return in_row ? (beside_ascii && before < 0x180 && after < 0x180 ? 0.8 : -1) : beside_ascii ? 2 : 0.5;
}

double score_of(const Reading& reading, const Decoded& decoded, std::size_t high_bytes) {
  const auto text = characters_of(decoded.text);
  const bool cyrillic = reading.converter == "windows-1251" || reading.converter == "KOI8-U";
  double score = -8.0 * static_cast<double>(decoded.errors);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < 0x80) continue;
    const char32_t before = i > 0 ? text[i - 1] : U' ', after = i + 1 < text.size() ? text[i + 1] : U' ';
    const auto points = reading.frequent.empty() ? alphabetic(before, text[i], after, cyrillic)
                                                 : east_asian(text[i], reading);
    const bool inside_word = is_ascii_letter(before) && is_ascii_letter(after);  // nobody writes Gr晧e
    score += !reading.frequent.empty() && inside_word ? std::min(points, -2.0) : points;
  }
  return score / static_cast<double>(high_bytes);
}

/// The first few hundred bytes worth a look, and how many of them are above 127.
struct Sample {
  explicit Sample(std::string_view whole) {
    constexpr std::size_t word_before = 20;  // ASCII, so that no pair of bytes is cut
    const auto first = find_non_ascii(whole);
    bytes = whole.substr(first - std::min(first, word_before), most_bytes_to_look_at);
    high = static_cast<std::size_t>(std::ranges::count_if(bytes, is_high));
  }
  std::string_view bytes;
  std::size_t high = 0;
};

}  // namespace

Likeness most_likely_reading(std::string_view bytes) {
  const Sample sample(bytes);
  Likeness best;
  if (sample.high == 0) return best;
  for (const auto& reading : readings) {
    const auto decoded = decode(sample.bytes, reading.converter);
    if (!decoded) continue;
    const auto score = score_of(reading, *decoded, sample.high);
    if (score > best.score) best = {reading.converter, !reading.frequent.empty(), score};
  }
  return best;
}

bool looks_like_johab(std::string_view bytes) {
  constexpr double convincing = 1.2;
  const Sample sample(bytes);
  if (sample.high == 0) return false;
  const auto decoded = decode(sample.bytes, "johab");
  return decoded && score_of({"johab", korean}, *decoded, sample.high) >= convincing;
}

bool looks_chinese(std::string_view utf8) {
  std::size_t frequent = 0, all = 0;
  for (const auto c : characters_of(utf8)) {
    if (c < 0x4E00 || c > 0x9FFF) continue;
    ++all;
    if (std::ranges::binary_search(simplified, c)) ++frequent;
  }
  return frequent > 0 && frequent * 3 >= all;
}

}  // namespace ticketd::parsers
