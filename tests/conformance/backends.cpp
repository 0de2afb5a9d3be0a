#include "tests/conformance/store_conformance.h"

namespace ticketd::store {

INSTANTIATE_TEST_SUITE_P(In, StoreConformance, testing::Values("memory", "sqlite"),
                         [](const auto& backend) { return backend.param; });

}  // namespace ticketd::store
