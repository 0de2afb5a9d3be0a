// How much memory all mails that are being received may take together. Net thread only.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace ticketd::daemon {

class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t limit) : limit_(limit) {}
  [[nodiscard]] std::size_t used() const { return used_; }
  void set_limit(std::size_t limit) { limit_ = limit; }

 private:
  friend class MemoryShare;
  std::size_t limit_;
  std::size_t used_ = 0;
};

/// One mail's part of the budget, given back when it goes.
class MemoryShare {
 public:
  explicit MemoryShare(std::shared_ptr<MemoryBudget> budget) : budget_(std::move(budget)) {}
  MemoryShare(MemoryShare&& other) noexcept
      : budget_(std::move(other.budget_)), size_(std::exchange(other.size_, 0)) {}
  MemoryShare& operator=(MemoryShare&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(size_, other.size_);
    return *this;
  }
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;
  ~MemoryShare() {
    if (budget_) budget_->used_ -= size_;
  }

  /// Makes the share this large, or leaves it as it is and answers false when the budget does not allow it.
  [[nodiscard]] bool resize(std::size_t size) {
    const auto others = budget_->used_ - size_;
    if (size > size_ && others + size > budget_->limit_) return false;
    budget_->used_ = others + size;
    size_ = size;
    return true;
  }

 private:
  std::shared_ptr<MemoryBudget> budget_;
  std::size_t size_ = 0;
};

}  // namespace ticketd::daemon
