// Whose trouble it is that a ticket could not be woken.
#include "daemon/waking.h"

#include "core/names.h"

#include <gtest/gtest.h>

namespace ticketd::daemon {

TEST(Waking, WhatTheStoreOrItsWriterCannotDoNowIsNotTheTicketsOwnTrouble) {
  using enum core::ErrorKind;
  for (const auto kind : {overloaded, store_busy, store_down, store_full, conflict})
    EXPECT_TRUE(is_passing({kind, "x"})) << core::name_of(kind);
  for (const auto kind : {internal, corrupt_store, malformed, not_found, policy})
    EXPECT_FALSE(is_passing({kind, "x"})) << core::name_of(kind) << " would be met again before all others";
}

}  // namespace ticketd::daemon
