// Contacts, companies and API tokens in SQLite; shared by the write transaction and the readers.
#pragma once

#include "core/change.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

#include <optional>
#include <vector>

namespace ticketd::store::sqlite {

Result<> meet(Connection& db, const core::change::MeetContact& met);
/// Its addresses must belong to nobody else.
Result<> save(Connection& db, const core::Contact& contact);
Result<> save(Connection& db, const core::Company& company);

Result<std::vector<core::Contact>> load_contacts(Connection& db, const ContactQuery& query);
Result<std::optional<core::Contact>> load_contact_of(Connection& db, const std::string& address);
Result<std::vector<core::Company>> load_companies(Connection& db);
Result<std::optional<core::Company>> load_company(Connection& db, const std::string& name);
Result<std::vector<core::ApiToken>> load_api_tokens(Connection& db);

}  // namespace ticketd::store::sqlite
