// The bytes of a large mail on their way in. An intake writes them as they come, so that neither memory nor
// the writer's thread ever holds them, and names them in core::IncomingMail::stored.
#pragma once

#include "core/intake.h"
#include "core/result.h"

#include <string_view>

namespace ticketd::store {

/// Any thread, one at a time; every call may wait for the disk. Destroyed before keep(), it leaves nothing.
class IncomingBytes {
 public:
  virtual ~IncomingBytes() = default;
  virtual Result<> append(std::string_view bytes) = 0;
  /// Once, at the end. When it returns, the bytes survive a power loss.
  virtual Result<core::StoredBytes> keep() = 0;
};

}  // namespace ticketd::store
