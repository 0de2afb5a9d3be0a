// Forgetting a person, in memory.
#pragma once

#include "core/contact_book.h"
#include "store/memory/contents.h"

namespace ticketd::store::memory {

[[nodiscard]] Result<> erase_person(Contents& all, const core::ErasedPerson& person);

}  // namespace ticketd::store::memory
