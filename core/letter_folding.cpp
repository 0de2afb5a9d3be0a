#include "core/letter_folding.h"

#include <array>
#include <string_view>

namespace ticketd::core {

namespace {

// One letter each: in lower case, without its marks. A blank: no letter.
// clang-format off
constexpr std::u16string_view latin =  // U+00C0 to U+024F
    u"aaaaaaæceeeeiiiiðnooooo ouuuuyþßaaaaaaæceeeeiiiiðnooooo ouuuuyþy"
    u"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiĳĳjjkkĸllllllŀ"
    u"ŀllnnnnnnŉŋŋooooooœœrrrrrrssssssssttttŧŧuuuuuuuuuuuuwwyyyzzzzzzs"
    u"ƀɓƃƃƅƅɔƈƈɖɗƌƌƍǝəɛƒƒɠɣƕɩɨƙƙƚƛɯɲƞɵooƣƣƥƥʀƨƨʃƪƫƭƭʈuuʊʋƴƴƶƶʒƹƹƺƻƽƽƾƿ"
    u"ǀǁǂǃǆǆǆǉǉǉǌǌǌaaiioouuuuuuuuuuǝaaaaææǥǥggkkooooʒʒjǳǳǳggƕƿnnaaææoo"
    u"aaaaeeeeiiiioooorrrruuuussttȝȝhhƞȡȣȣȥȥaaeeooooooooyyȴȵȶȷȸȹⱥȼȼƚⱦȿ"
    u"ɀɂɂƀʉʌɇɇɉɉɋɋɍɍɏɏ";

constexpr std::u16string_view greek_and_cyrillic =  // U+0370 to U+052F
    u"ͱͱͳͳʹ ͷͷ  ͺͻͼͽ ϳ      α εηι ο υωιαβγδεζηθικλμνξοπρ στυφχψωιυαεηι"
    u"υαβγδεζηθικλμνξοπρσστυφχψωιυουωϗβθϒϒϒφπϗϙϙϛϛϝϝϟϟϡϡϣϣϥϥϧϧϩϩϫϫϭϭϯϯ"
    u"κρϲϳθε ϸϸϲϻϻϼͻͼͽееђгєѕііјљњћкиуџабвгдежзииклмнопрстуфхцчшщъыьэюя"
    u"абвгдежзииклмнопрстуфхцчшщъыьэюяееђгєѕііјљњћкиуџѡѡѣѣѥѥѧѧѩѩѫѫѭѭѯѯ"
    u"ѱѱѳѳѵѵѵѵѹѹѻѻѽѽѿѿҁҁ        ҋҋҍҍҏҏґґғғҕҕҗҗҙҙққҝҝҟҟҡҡңңҥҥҧҧҩҩҫҫҭҭүү"
    u"ұұҳҳҵҵҷҷҹҹһһҽҽҿҿӏжжӄӄӆӆӈӈӊӊӌӌӎӎӏааааӕӕееәәәәжжззӡӡииииооөөөөээуу"
    u"ууууччӷӷыыӻӻӽӽӿӿԁԁԃԃԅԅԇԇԉԉԋԋԍԍԏԏԑԑԓԓԕԕԗԗԙԙԛԛԝԝԟԟԡԡԣԣԥԥԧԧԩԩԫԫԭԭԯԯ";

constexpr std::u16string_view with_several_marks =  // U+1E00 to U+1FFF
    u"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    u"mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    u"wwwwwwwwwwxxxxyyzzzzzzhtwyẚsẜẝßẟaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    u"eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyỻỻỽỽỿỿ"
    u"ααααααααααααααααεεεεεε  εεεεεε  ηηηηηηηηηηηηηηηηιιιιιιιιιιιιιιιι"
    u"οοοοοο  οοοοοο  υυυυυυυυ υ υ υ υωωωωωωωωωωωωωωωωααεεηηιιοουυωω  "
    u"ααααααααααααααααηηηηηηηηηηηηηηηηωωωωωωωωωωωωωωωωααααα ααααααα ι "
    u"  ηηη ηηεεηηη   ιιιι  ιιιιιι    υυυυρρυυυυυυρ     ωωω ωωοοωωω   ";
// clang-format on

struct Block {
  char32_t first;
  std::u16string_view letters;
};
constexpr auto blocks =
    std::to_array<Block>({{0xC0, latin}, {0x370, greek_and_cyrillic}, {0x1E00, with_several_marks}});

struct Range {
  char32_t first, last;
};

template <std::size_t Size>
bool is_in(const std::array<Range, Size>& ranges, char32_t letter) {
  for (const auto& range : ranges)
    if (letter <= range.last) return letter >= range.first;
  return false;
}

/// Marks that stand on the letter before, and what has no width.
constexpr auto unseen = std::to_array<Range>({{0xAD, 0xAD},
                                              {0x300, 0x36F},
                                              {0x591, 0x5BD},
                                              {0x610, 0x61A},
                                              {0x640, 0x640},
                                              {0x64B, 0x65F},
                                              {0x670, 0x670},
                                              {0x200B, 0x200F},
                                              {0x2060, 0x2064},
                                              {0x3099, 0x309A},
                                              {0xFE00, 0xFE0F},
                                              {0xFEFF, 0xFEFF}});

/// Punctuation, blanks, symbols and pictures above ASCII; what is none of them is a letter.
constexpr auto between_words = std::to_array<Range>(
    {{0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},       {0x2000, 0x206F},
     {0x20A0, 0x2BFF}, {0x2E00, 0x2E7F}, {0x2FF0, 0x3004}, {0x3008, 0x3020},   {0x3030, 0x3030},
     {0x30A0, 0x30A0}, {0x30FB, 0x30FB}, {0x3200, 0x33FF}, {0xD800, 0xF8FF},   {0xFD3E, 0xFD3F},
     {0xFE10, 0xFE6F}, {0xFF00, 0xFF65}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF}, {0xE0000, 0x10FFFF}});

/// Thai, Lao, Burmese, Khmer, Hangul, Kana, Bopomofo, Han.
constexpr auto without_blanks = std::to_array<Range>({{0xE00, 0xEFF},
                                                      {0x1000, 0x109F},
                                                      {0x1100, 0x11FF},
                                                      {0x1780, 0x17FF},
                                                      {0x3005, 0x3007},
                                                      {0x3021, 0x312F},
                                                      {0x3130, 0x31BF},
                                                      {0x31F0, 0x31FF},
                                                      {0x3400, 0x4DBF},
                                                      {0x4E00, 0x9FFF},
                                                      {0xA960, 0xA97F},
                                                      {0xAC00, 0xD7FF},
                                                      {0xF900, 0xFAFF},
                                                      {0xFF66, 0xFFDC},
                                                      {0x20000, 0x3FFFF}});

/// The voice marks of Hiragana; Katakana stand 0x60 behind them.
char32_t composed_kana(char32_t letter, char32_t mark) {
  if (mark != 0x3099 && mark != 0x309A) return 0;
  const char32_t hiragana = letter > 0x30A0 ? letter - 0x60 : letter;
  const bool from_ka_to_chi = hiragana >= 0x304B && hiragana <= 0x3061 && hiragana % 2 == 1;
  const bool from_tsu_to_to = hiragana >= 0x3064 && hiragana <= 0x3068 && hiragana % 2 == 0;
  const bool from_ha_to_ho = hiragana >= 0x306F && hiragana <= 0x307B && hiragana % 3 == 0x306F % 3;
  if (mark == 0x309A) return from_ha_to_ho ? letter + 2 : 0;
  if (hiragana == 0x3046) return letter + (0x3094 - 0x3046);
  return from_ka_to_chi || from_tsu_to_to || from_ha_to_ho ? letter + 1 : 0;
}

char32_t without_marks(char32_t letter) {
  for (const auto& block : blocks)
    if (letter >= block.first && letter - block.first < block.letters.size()) {
      const char32_t base = block.letters[letter - block.first];
      return base == U' ' ? 0 : base;
    }
  return letter;
}

/// What most of our mail is written in needs no look into a table.
bool is_syllable(char32_t letter) { return letter >= 0xAC00 && letter <= 0xD7A3; }

}  // namespace

char32_t folded(char32_t letter) {
  if (is_syllable(letter)) return letter;
  if (letter >= 0xFF01 && letter <= 0xFF5E) letter -= 0xFEE0;  // full-width forms of ASCII
  if (letter < 0x80) {
    if (letter >= 'A' && letter <= 'Z') return letter + 32;
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ? letter : 0;
  }
  return is_in(between_words, letter) ? 0 : without_marks(letter);
}

bool is_unseen(char32_t letter) { return letter >= 0xAD && !is_syllable(letter) && is_in(unseen, letter); }

bool is_written_without_blanks(char32_t letter) {
  return letter >= 0xE00 && (is_syllable(letter) || is_in(without_blanks, letter));
}

char32_t composed(char32_t letter, char32_t next) {
  constexpr char32_t first_lead = 0x1100, first_vowel = 0x1161, before_tail = 0x11A7, first_syllable = 0xAC00;
  constexpr char32_t leads = 19, vowels = 21, tails = 28;
  if (letter >= first_lead && letter < first_lead + leads && next >= first_vowel &&
      next < first_vowel + vowels)
    return first_syllable + ((letter - first_lead) * vowels + (next - first_vowel)) * tails;
  const bool open = letter >= first_syllable && letter < first_syllable + leads * vowels * tails &&
                    (letter - first_syllable) % tails == 0;
  if (open && next > before_tail && next < before_tail + tails) return letter + (next - before_tail);
  return composed_kana(letter, next);
}

}  // namespace ticketd::core
