#include "bench/test_mail.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace ticketd::bench {
namespace {

using Sentences = std::array<std::string_view, 8>;
constexpr Sentences english{
    "The parcel has not come yet, and nobody answers the telephone.",
    "According to the tracking page it left your warehouse last Tuesday.",
    "I ordered two lamps, a table and four chairs with grey cushions.",
    "Our accountant asks for an invoice with the new address of the company.",
    "Could you tell me on which day the driver will be here?",
    "The left door of the cupboard does not close, as the photograph shows.",
    "We would rather change the colour than send everything back.",
    "Many greetings from the coast, where it has been raining since Sunday.",
};
constexpr Sentences korean{
    "지난주 화요일에 주문한 책상이 아직 도착하지 않았습니다.",
    "배송 조회를 해 보면 물류 창고에서 출발했다고 나옵니다.",
    "세금계산서를 새 주소로 다시 발행해 주실 수 있을까요?",
    "의자 네 개 중에서 하나의 다리가 조금 흔들립니다.",
    "사진을 함께 보내 드리니 확인해 주시면 고맙겠습니다.",
    "환불보다는 다른 색상으로 교환하고 싶습니다.",
    "다음 주에는 휴가라서 받을 사람이 없습니다.",
    "담당자 연락처를 알려 주시면 직접 전화드리겠습니다.",
};

/// What a mail is made of, in octets.
struct Shape {
  std::size_t text, page, file;
  const Sentences& language;
};
const std::array<Shape, 10> shapes{{{1'600, 0, 0, english},
                                    {2'000, 0, 0, korean},
                                    {700, 1'600, 0, english},
                                    {900, 2'300, 0, korean},
                                    {3'500, 0, 0, english},
                                    {1'200, 3'000, 0, english},
                                    {2'000, 5'200, 0, korean},
                                    {3'000, 8'000, 0, english},
                                    {800, 2'000, 21'000, english},
                                    {500, 0, 58'000, korean}}};
// Mails between one and its answer; odd, so that answers have none.
constexpr std::size_t answered_after = 301;

struct Wish {
  std::size_t number = 0;
  std::size_t conversation = 0;  ///< the number of the mail that it answers, or its own
  const Shape& shape;

  [[nodiscard]] bool answers() const { return conversation != number; }
};

/// In place, because a generator that is busy making mails measures itself.
void append_sentences(std::string& out, const Wish& wish, std::size_t octets, std::string_view begin,
                      std::string_view end) {
  const auto until = out.size() + octets;
  for (auto at = wish.number; out.size() < until; ++at)
    out.append(begin)
        .append(std::to_string(at))
        .append(1, ' ')
        .append(wish.shape.language[at % wish.shape.language.size()])
        .append(end);
}

void append_text(std::string& out, const Wish& wish) {
  const auto octets = wish.shape.text;
  if (!wish.answers()) return append_sentences(out, wish, octets, "", "\r\n");
  append_sentences(out, wish, octets / 3, "", "\r\n");
  out += "\r\nOn Sat, 21 Nov 2026 at 10:00, Support <support@desk.example.com> wrote:\r\n";
  append_sentences(out, wish, octets * 2 / 3, "> ", "\r\n");
}

void append_page(std::string& out, const Wish& wish) {
  out += "<html><head><meta charset=\"utf-8\"></head><body style=\"font-family: sans-serif\">\r\n";
  append_sentences(out, wish, wish.shape.page, "<p style=\"margin: 0 0 1em 0\">", "</p>\r\n");
  out += "</body></html>\r\n";
}

/// Base64 as it comes out of a compressed file.
void append_file(std::string& out, const Wish& wish) {
  constexpr std::size_t line_length = 76, stock = 8'192;
  static const std::string noise = [] {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string made;
    for (std::uint32_t state = 1; made.size() < stock + line_length;) {
      state = state * 1'664'525U + 1'013'904'223U;
      made += digits[state >> 26U];
    }
    return made;
  }();
  const auto until = out.size() + wish.shape.file;
  for (auto at = wish.number * 7; out.size() < until; at += 61)
    out.append(noise, at % stock, line_length).append("\r\n");
}

void append_part(std::string& out, std::string_view boundary, std::string_view fields) {
  out.append("--").append(boundary).append("\r\nContent-Type: ").append(fields).append("\r\n\r\n");
}

void append_alternatives(std::string& out, const Wish& wish) {
  append_part(out, "page", "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit");
  append_text(out, wish);
  append_part(out, "page", "text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit");
  append_page(out, wish);
  out += "--page--\r\n";
}

void append_body(std::string& out, const Wish& wish) {
  constexpr std::string_view plain = "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit",
                             alternatives = "multipart/alternative; boundary=page";
  const auto& shape = wish.shape;
  if (shape.file > 0) {
    out += "Content-Type: multipart/mixed; boundary=file\r\n\r\n";
    append_part(out, "file", shape.page > 0 ? alternatives : plain);
    shape.page > 0 ? append_alternatives(out, wish) : append_text(out, wish);
    append_part(out, "file",
                "application/pdf; name=order.pdf\r\nContent-Disposition: attachment; filename=order.pdf\r\n"
                "Content-Transfer-Encoding: base64");
    append_file(out, wish);
    out += "--file--\r\n";
    return;
  }
  out.append("Content-Type: ").append(shape.page > 0 ? alternatives : plain).append("\r\n\r\n");
  shape.page > 0 ? append_alternatives(out, wish) : append_text(out, wish);
}

TestMail write_mail(const std::string& run, const std::string& recipient, const Wish& wish) {
  const auto name = run + "." + std::to_string(wish.number);
  const auto author = run + "." + std::to_string(wish.conversation);
  constexpr std::size_t around = 1'500;  // header, boundaries and the ends of lines
  TestMail mail;
  mail.sender = "customer-" + author + "@bench.example.net";
  mail.content.reserve(wish.shape.text + wish.shape.page + wish.shape.file + around);
  mail.content = "From: Customer " + std::to_string(wish.conversation) + " <" + mail.sender + ">\r\nTo: <" +
                 recipient + ">\r\nSubject: " + (wish.answers() ? "Re: " : "") + subject_of(author) +
                 "\r\nMessage-ID: <" + name + "@bench.example.net>\r\n";
  if (wish.answers()) mail.content += "In-Reply-To: <" + author + "@bench.example.net>\r\n";
  mail.content += "Date: Sat, 21 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n";
  append_body(mail.content, wish);
  return mail;
}

}  // namespace

std::string subject_of(const std::string& conversation) { return "Order " + conversation; }

TestMail test_mail(const std::string& run, const std::string& recipient, std::size_t number,
                   std::size_t size) {
  constexpr std::size_t header = 400;
  const Shape shape{size - std::min(size, header), 0, 0, english};
  return write_mail(run, recipient, {.number = number, .conversation = number, .shape = shape});
}

TestMail mixed_mail(const std::string& run, const std::string& recipient, std::size_t number) {
  const bool answers = number % 2 == 1 && number > answered_after;
  return write_mail(run, recipient,
                    {.number = number,
                     .conversation = answers ? number - answered_after : number,
                     .shape = shapes[number / 2 % shapes.size()]});
}

}  // namespace ticketd::bench
