#include "core/version.h"

namespace ticketd::core {

std::string_view version() { return TICKETD_VERSION; }

}  // namespace ticketd::core
