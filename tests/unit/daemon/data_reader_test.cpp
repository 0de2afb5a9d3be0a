#include "daemon/intake/data_reader.h"

#include <gtest/gtest.h>

#include <optional>

namespace ticketd::daemon {
namespace {

constexpr std::size_t no_limit = 1U << 30U;

struct Reading {
  std::string content;
  std::size_t consumed = 0;
  bool ended = false;
  bool ambiguous = false;
  bool operator==(const Reading&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Reading& reading) {
  return out << testing::PrintToString(reading.content) << " consumed=" << reading.consumed
             << " ended=" << reading.ended << " ambiguous=" << reading.ambiguous;
}

// What the RFC says, written to be seen to be right: look for the five octets, then undo the stuffing line by
// line.
Reading by_the_book(const std::string& bytes) {
  const std::string command_and_bytes = "\r\n" + bytes;  // the line end of DATA itself counts
  const auto end = command_and_bytes.find("\r\n.\r\n");
  if (end == std::string::npos) return {};
  const auto consumed = end + 5 - 2;
  const auto content = bytes.substr(0, end);

  Reading reading{.content = "", .consumed = consumed, .ended = true};
  for (std::size_t i = 0; i < content.size(); ++i) {
    const bool line_start = i == 0 || (i >= 2 && content[i - 2] == '\r' && content[i - 1] == '\n');
    if (!(line_start && content[i] == '.')) reading.content += content[i];
  }
  for (std::size_t i = 0; i < consumed; ++i) {
    const bool lone_cr = bytes[i] == '\r' && (i + 1 == bytes.size() || bytes[i + 1] != '\n');
    const bool lone_lf = bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r');
    if (lone_cr || lone_lf || bytes[i] == '\0') reading.ambiguous = true;
  }
  return reading;
}

Reading read_in_two(std::string_view bytes, std::size_t split) {
  DataReader reader(no_limit);
  auto consumed = reader.read(bytes.substr(0, split));
  if (!reader.ended()) consumed += reader.read(bytes.substr(split));
  const bool ambiguous = reader.ambiguous();
  return {reader.take(), consumed, reader.ended(), ambiguous};
}

std::string string_number(std::size_t number, std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i, number /= 4) text += "\r\n\0."[number % 4];
  return text;
}

}  // namespace

TEST(DataReader, EveryStringOfCrLfNulAndDotEndsWhereTheRfcSaysAtEverySplit) {
  std::size_t strings = 0;
  for (std::size_t length = 1, count = 4; length <= 7; ++length, count *= 4) {
    for (std::size_t number = 0; number < count; ++number, ++strings) {
      const auto middle = string_number(number, length);
      for (const std::string& bytes :
           {middle + "\r\n.\r\n", middle + "x\r\n.\r\n", "x" + middle + "x\r\n.\r\nQUIT"}) {
        const auto expected = by_the_book(bytes);
        ASSERT_TRUE(expected.ended);
        for (std::size_t split = 0; split <= bytes.size(); ++split)
          ASSERT_EQ(read_in_two(bytes, split), expected) << testing::PrintToString(bytes) << " at " << split;
      }
    }
  }
  EXPECT_EQ(strings, 21'844U);
}

TEST(DataReader, ByteByByteIsTheSameAsAtOnce) {
  const std::string bytes = "Subject: a\r\n\r\n..dot\r\n.\rx\r\nlast\r\n.\r\n";
  DataReader reader(no_limit);
  for (const char& byte : bytes) EXPECT_EQ(reader.read({&byte, 1}), 1U);
  EXPECT_TRUE(reader.ended());
  EXPECT_EQ(reader.content(), "Subject: a\r\n\r\n.dot\r\n\rx\r\nlast\r\n");
}

TEST(DataReader, AnEmptyMailIsADotOnTheFirstLine) {
  DataReader reader(no_limit);
  EXPECT_EQ(reader.read(".\r\nQUIT\r\n"), 3U);
  EXPECT_TRUE(reader.ended());
  EXPECT_EQ(reader.content(), "");
}

TEST(DataReader, BareLineFeedsAreKeptAndNeverEndTheMail) {
  DataReader reader(no_limit);
  reader.read("a\n.\nb\n.\r\nc\r\n.\r\n");
  EXPECT_TRUE(reader.ended());
  EXPECT_TRUE(reader.ambiguous());
  EXPECT_EQ(reader.content(), "a\n.\nb\n.\r\nc\r\n");
}

TEST(DataReader, AMailOverTheLimitIsReadToItsEndButNotKept) {
  DataReader reader(10);
  const std::string bytes = "0123456789abcdef\r\nmore\r\n.\r\n";
  EXPECT_EQ(reader.read(bytes), bytes.size());
  EXPECT_TRUE(reader.ended());
  EXPECT_TRUE(reader.too_large());
  EXPECT_EQ(reader.content(), "");
  EXPECT_EQ(reader.size(), bytes.size() - 3);
}

TEST(DataReader, AMailOfExactlyTheLimitIsKept) {
  DataReader reader(10);
  reader.read("01234567\r\n.\r\n");
  EXPECT_FALSE(reader.too_large());
  EXPECT_EQ(reader.content(), "01234567\r\n");
}

TEST(DataReader, WhoTakesTheContentAwayKeepsItsMemorySmall) {
  DataReader reader(10'000'000);
  const std::string piece(32'000, 'x');
  std::string taken;
  for (int i = 0; i < 100; ++i) {
    reader.read(piece);
    EXPECT_LE(reader.content().capacity(), 160U * 1024);
    if (reader.content().size() <= 128U * 1024) continue;
    taken += reader.content();
    reader.forget_content();
  }
  EXPECT_EQ(taken.size() + reader.content().size(), 3'200'000U);
  EXPECT_EQ(reader.size(), 3'200'000U);
}

TEST(DataReader, ReceivedFieldsAreCountedInTheHeaderOnlyHoweverItWasCut) {
  const auto count = [](std::string_view mail, std::size_t piece) {
    ReceivedFields fields;
    for (; !mail.empty(); mail.remove_prefix(std::min(piece, mail.size())))
      fields.read(mail.substr(0, piece));
    return fields.count();
  };
  for (std::size_t piece = 1; piece < 80; ++piece) {
    EXPECT_EQ(count("Received: a\r\nrEcEiVeD: b\r\n folded\r\nX-Received: c\r\n\r\nReceived: d\r\n", piece),
              2U);
    EXPECT_EQ(count("Received: a\nReceived: b\n\nReceived: c\n", piece), 2U);
    EXPECT_EQ(count("", piece), 0U);
  }
}

}  // namespace ticketd::daemon
