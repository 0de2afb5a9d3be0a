// Contacts, companies and tokens in memory.
#pragma once

#include "store/memory/contents.h"

#include <string>
#include <vector>

namespace ticketd::store::memory {

Result<> meet(Contents& contents, const core::change::MeetContact& met);
Result<> save(Contents& contents, const core::Contact& contact);
Result<> save(Contents& contents, const core::Company& company);
Result<> remove_company(Contents& contents, const std::string& name);

Result<> add(Contents& contents, const core::ApiToken& token);
Result<> use(Contents& contents, const core::change::UseToken& used);

[[nodiscard]] std::vector<core::Contact> contacts(const Contents& contents, const ContactQuery& query);
[[nodiscard]] std::vector<core::Company> companies(const Contents& contents);
[[nodiscard]] const core::Contact* contact_of(const Contents& contents, const std::string& address);
[[nodiscard]] const core::Company* company_named(const Contents& contents, const std::string& name);
/// Somebody without a contact belongs to the company of the mail domain, as the contact to come will.
[[nodiscard]] core::Customer customer_of(const Contents& contents, const std::string& address);
[[nodiscard]] bool is_requested_by(const Contents& contents, const core::Address& requester,
                                   const RequesterQuery& by);

/// Ignoring ASCII case.
[[nodiscard]] bool contains(const std::string& text, const std::string& part);

}  // namespace ticketd::store::memory
