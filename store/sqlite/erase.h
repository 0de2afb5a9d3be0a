// Forgetting a person: their words go, and a pseudonym stands where their address stood.
#pragma once

#include "core/contact_book.h"
#include "store/sqlite/connection.h"

namespace ticketd::store::sqlite {

/// Not while a mail to them, or about what they wrote, is on its way: whoever asks may ask again.
[[nodiscard]] Result<> erase_person(Connection& db, const core::ErasedPerson& person);

}  // namespace ticketd::store::sqlite
