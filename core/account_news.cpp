#include "core/account_news.h"

#include "core/rfc3339.h"

namespace ticketd::core {

namespace {

constexpr auto patience = std::chrono::hours(1);
constexpr std::size_t longest_problem = 300;

std::string subject_in(const std::string& language, const AccountState& account, AccountNews news) {
  const bool works = news == AccountNews::works, fetched = account.kind == AccountState::Kind::fetched;
  if (language == "ko")
    return std::string(fetched ? "메일함 " : "발송 경로 ") + account.name +
           (works ? ": 다시 작동합니다" : ": 작동이 멈췄습니다");
  return std::string(fetched ? "Mailbox " : "Route ") + account.name +
         (works ? " works again" : " does not work");
}

}  // namespace

AccountNews account_news(const AccountState& account, const AccountTold& told, Time now) {
  const auto& trouble = account.trouble;
  if (!trouble) return told.stopped && account.worked ? AccountNews::works : AccountNews::none;
  const bool due = trouble->needs_person || now - trouble->since >= patience;
  return due && !told.stopped && now - told.at >= patience ? AccountNews::stopped : AccountNews::none;
}

OutboxItem account_letter(const AccountState& account, AccountNews news, const Mailbox& from,
                          const HouseReader& to, const House& house, OutboxId id) {
  const auto kind = news == AccountNews::works ? LetterKind::account_works : LetterKind::account_stopped;
  auto item = house_letter(kind, from, to, house, id);
  item.letter.subject = subject_in(to.language, account, news);
  auto& variables = item.letter.variables;
  variables["account"] = account.name;
  variables[account.kind == AccountState::Kind::fetched ? "fetched" : "outgoing"] = "yes";
  if (account.trouble) {
    variables["problem"] = short_line(account.trouble->problem, longest_problem);
    variables["since"] = rfc3339(std::chrono::floor<std::chrono::seconds>(account.trouble->since));
    if (account.trouble->given_up) variables["again"] = "yes";
  }
  return item;
}

}  // namespace ticketd::core
