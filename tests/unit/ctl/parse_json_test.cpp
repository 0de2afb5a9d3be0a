#include "ctl/parse_json.h"

#include "ctl/parse_command.h"
#include "tests/unit/ctl/fake_daemon.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>

namespace ticketd::ctl {
namespace {

using nlohmann::json;

TEST(ParseJson, TextsComeBackAsTheyWere) {
  core::Mail mail;
  for (char c = 1; c > 0; ++c) mail.text += c;  // every ASCII character
  mail.text += "한글 — \U0001F600";
  mail.new_text = "\"quoted\"\n\\";
  mail.quote = "> a\n> b";
  mail.signature = "-- \nKim";
  mail.html = "<p title=\"x\">\t</p>";
  const auto record = parse_json("a.eml", mail);
  EXPECT_TRUE(record.ends_with("}\n"));
  EXPECT_EQ(std::ranges::count(record, '\n'), 1);
  const auto read = json::parse(record);
  EXPECT_EQ(read["text"], mail.text);
  EXPECT_EQ(read["new_text"], mail.new_text);
  EXPECT_EQ(read["quote"], mail.quote);
  EXPECT_EQ(read["signature"], mail.signature);
  EXPECT_EQ(read["html"], *mail.html);
}

TEST(ParseJson, WhatAMailHasNotIsNull) {
  const auto read = json::parse(parse_json("a.eml", {}));
  for (const auto* name : {"html", "forwarded", "bounce"}) EXPECT_TRUE(read.at(name).is_null()) << name;
  EXPECT_EQ(read.at("text"), "");
  EXPECT_TRUE(read.at("attachments").empty());
}

TEST(ParseJson, TheMembersStandInTheOrderOfTheContract) {
  const auto read = nlohmann::ordered_json::parse(parse_json("a.eml", {.html = "x"}));
  std::string names;
  for (const auto& [name, value] : read.items()) names += name + ' ';
  EXPECT_EQ(names,
            "file size headers kind evidence text new_text quote signature html attachments forwarded bounce "
            "commands problems ");
}

TEST(ParseJson, AFileNameThatIsNoUtf8IsStillAName) {
  EXPECT_EQ(json::parse(parse_json("a\xff.eml", {}))["file"], "a\uFFFD.eml");
}

TEST(ParseCommand, OfWhatIsTooLargeForAMailNothingIsRead) {
  const FakeDaemon folder;
  const auto file = folder.file("large.eml", "Subject: large\n\n");
  constexpr auto size = (std::uintmax_t{64} << 20) + 1;
  std::filesystem::resize_file(file, size);
  std::ostringstream out, errors;
  EXPECT_EQ(run_parse({.files = {file.string()}, .default_charset = {}, .json = true}, out, errors), 0);
  const auto read = json::parse(out.str());
  EXPECT_EQ(read["size"], size);
  EXPECT_EQ(read["headers"]["subject"], "");
  EXPECT_EQ(read["problems"][0], "too large: of more than 67108864 bytes nothing is read");
}

}  // namespace
}  // namespace ticketd::ctl
