#include "bench/out_bench.h"

#include "core/change.h"
#include "store/open.h"
#include "store/store.h"
#include "templates/compose.h"

#include <chrono>
#include <cstdio>
#include <filesystem>

namespace ticketd::bench {
namespace {

constexpr std::size_t letters_of_a_commit = 1000;

core::Time now() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// An answer as agents write them: a greeting, some sentences, a signature.
std::string answer(std::size_t number) {
  std::string text = "안녕하세요, 고객님.\n\n문의 주신 주문 " + std::to_string(number) +
                     "번은 오늘 오후에 발송되었습니다. 배송 조회는 다음 주소에서 하실 수 있습니다.\n"
                     "https://www.example.com/orders/" +
                     std::to_string(number) + "\n\n";
  for (int line = 0; line < 6; ++line)
    text += "도착까지는 보통 하루나 이틀이 걸리며, 받으신 뒤 문제가 있으면 이 메일에 답장해 주시면 됩니다.\n";
  return text + "\n감사합니다.\n김민지 드림\n예시 고객센터 | 02-1234-5678\n";
}

core::OutboxItem letter(const OutBench& bench, std::size_t number) {
  const auto text = std::to_string(number);
  core::OutboxItem item;
  item.id = {static_cast<std::int64_t>(number)};
  item.ticket = {1};
  item.entry = core::EntryId{1};
  item.created_at = item.queued_at = item.next_at = now();
  auto& one = item.letter;
  one.kind = core::LetterKind::public_reply;
  one.from = {"예시 고객센터", bench.from};
  one.to = {"박고객", "customer" + text + '@' + bench.domain};
  const auto at = bench.from.find('@');
  one.envelope_sender = bench.from.substr(0, at) + "+bounce" + text + bench.from.substr(at);
  one.reply_to = bench.from.substr(0, at) + "+token" + text + bench.from.substr(at);
  one.message_id = "letter." + text + "@desk.example.com";
  one.in_reply_to = "question." + text + "@example.net";
  one.references = {"first." + text + "@example.net", one.in_reply_to};
  one.subject = "[#" + text + "] 주문한 상품이 아직 도착하지 않았습니다";
  one.date = now();
  one.template_name = "public_reply";
  one.language = "ko";
  one.variables = {{"ticket", text}, {"mailbox", "예시 고객센터"}, {"text", answer(number)}};
  return item;
}

core::Changes ticket() {
  core::Ticket one;
  one.id = {1};
  one.subject = "주문한 상품이 아직 도착하지 않았습니다";
  one.mailbox = "support";
  one.requester = {"박고객", "customer@example.net"};
  one.created_at = one.updated_at = one.last_interaction = now();
  core::change::AddEntry entry;
  entry.entry.id = {1};
  entry.entry.ticket = {1};
  entry.entry.text = "언제 도착하나요?";
  entry.entry.created_at = now();
  return {core::change::CreateTicket{std::move(one)}, std::move(entry)};
}

Result<> commit(store::Store& store, const core::Changes& changes) {
  auto txn = store.begin();
  if (!txn) return fail(txn);
  if (auto applied = (*txn)->apply(changes); !applied) return applied;
  return (*txn)->commit();
}

Result<> fill(const OutBench& bench) {
  std::error_code error;
  std::filesystem::create_directories(bench.state_dir, error);
  if (error) return fail(core::ErrorKind::bad_config, bench.state_dir + ": " + error.message());
  const auto store = store::open_store("sqlite:" + bench.state_dir + "/ticketd.db", bench.state_dir);
  if (!store) return fail(store);
  if (auto done = commit(**store, ticket()); !done) return done;
  for (std::size_t number = 1; number <= bench.letters;) {
    core::Changes changes;
    for (; number <= bench.letters && changes.size() < letters_of_a_commit; ++number)
      changes.emplace_back(core::change::Enqueue{letter(bench, number)});
    if (auto done = commit(**store, changes); !done) return done;
  }
  return (*store)->checkpoint();
}

Result<> print(const OutBench& bench) {
  const auto texts = templates::shipped_templates();
  if (!texts) return fail(texts);
  const auto bytes = templates::compose(letter(bench, 1).letter, {}, *texts);
  if (!bytes) return fail(bytes);
  std::fwrite(bytes->data(), 1, bytes->size(), stdout);
  return {};
}

}  // namespace

int run_out_bench(const OutBench& bench) {
  const auto done = bench.print_one ? print(bench) : fill(bench);
  if (!done) std::fprintf(stderr, "ticketd-bench: %s\n", done.error().detail.c_str());
  return done ? 0 : 1;
}

}  // namespace ticketd::bench
