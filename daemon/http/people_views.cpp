#include "daemon/http/people_views.h"

#include "core/names.h"
#include "core/rfc3339.h"

namespace ticketd::daemon {

namespace {

using core::rfc3339;

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

}  // namespace

Json contact_json(const core::Contact& contact) {
  return {{"id", contact.id.value},
          {"name", contact.name},
          {"addresses", contact.addresses},
          {"company", text_or_null(contact.company)},
          {"vip", contact.vip},
          {"customer_number", text_or_null(contact.customer_number)},
          {"phone", text_or_null(contact.phone)},
          {"language", text_or_null(contact.language)},
          {"note", text_or_null(contact.note)},
          {"created_at", rfc3339(contact.created_at)},
          {"updated_at", rfc3339(contact.updated_at)}};
}

Json company_json(const core::Company& company) {
  return {{"name", company.name},
          {"domains", company.domains},
          {"vip", company.vip},
          {"note", text_or_null(company.note)},
          {"created_at", rfc3339(company.created_at)},
          {"updated_at", rfc3339(company.updated_at)}};
}

Json token_json(const core::ApiToken& token) {
  return {{"name", token.name},
          {"scope", core::name_of(token.scope)},
          {"agent", text_or_null(token.agent)},
          {"created_at", rfc3339(token.created_at)},
          {"last_used", token.last_used ? Json(rfc3339(*token.last_used)) : Json()}};
}

}  // namespace ticketd::daemon
