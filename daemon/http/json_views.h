// How tickets, mails of ours, quarantined mails and traces look in JSON (docs/openapi.yaml). Pure.
#pragma once

#include "core/letter.h"
#include "core/trace.h"
#include "store/store.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace ticketd::daemon {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json ticket_json(const store::TicketView& view);   ///< `ticket show`
[[nodiscard]] Json ticket_row_json(const core::Ticket& ticket);  ///< `ticket list`
[[nodiscard]] Json event_json(const core::Event& event);
[[nodiscard]] Json address_state_json(const core::AddressState&);
[[nodiscard]] Json queue_row_json(const core::OutboxItem& item);
[[nodiscard]] Json quarantine_row_json(const store::QuarantinedMail& mail);
/// `explain`, with a sentence for each step in this language.
[[nodiscard]] Json trace_json(const core::Trace& trace, std::string_view language = "en");

/// One line of UTF-8, whatever bytes a mail brought in.
[[nodiscard]] std::string dump(const Json& json);

/// `next` of a page of a list: the number of the last row that was read for it, to go on behind; null where a
/// page that is not full has shown the end.
template <class Row, class Id>
[[nodiscard]] Json next_page(const std::vector<Row>& read, std::size_t limit, Id Row::*id) {
  return !read.empty() && read.size() == limit ? Json((read.back().*id).value) : Json();
}

}  // namespace ticketd::daemon
