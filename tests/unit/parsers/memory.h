// How much memory a piece of a test takes: every allocation of this program is counted.
#pragma once

#include <cstddef>

namespace ticketd::test {

/// From its making on, the most bytes that lived at once above those that lived before.
class PeakMemory {
 public:
  PeakMemory();
  [[nodiscard]] std::size_t bytes() const;

 private:
  std::size_t before_;
};

}  // namespace ticketd::test
