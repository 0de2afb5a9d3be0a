// What every store promises, checked for each: the fixture opens the backend that the parameter names, and
// can close it and open it again on what was committed.
#pragma once

#include "store/memory/memory_store.h"
#include "store/sqlite/sqlite_store.h"
#include "store/store.h"
#include "tests/conformance/values.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

namespace ticketd::store {

/// A folder of its own for one test, gone with it.
class ScratchFolder {
 public:
  ScratchFolder() {
    auto name = (std::filesystem::temp_directory_path() / "store-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The value of a result that must be there.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class StoreConformance : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { reopen(); }

  void reopen() {
    store_.reset();
    if (GetParam() == "memory")
      store_ = memory::open(disk_);
    else
      store_ = must(sqlite::open(folder_.path() / "desk.db"));
  }

  /// Runs `work(Txn&)` in a transaction of its own and commits it.
  template <class Work>
  auto write(Work work) {
    auto txn = must(store_->begin());
    if constexpr (std::is_void_v<decltype(work(*txn))>) {
      work(*txn);
      must(txn->commit());
    } else {
      auto result = work(*txn);
      must(txn->commit());
      return result;
    }
  }

  core::Accepted accept(const core::IncomingMail& mail) {
    return write([&](Txn& txn) { return must(txn.accept(mail)); });
  }
  void apply(const core::Changes& changes) {
    write([&](Txn& txn) { must(txn.apply(changes)); });
  }
  core::Evidence evidence(const core::ThreadQuery& query) {
    return write([&](Txn& txn) { return must(txn.evidence(query)); });
  }
  std::unique_ptr<Reader> reader() { return must(store_->reader()); }
  TicketView ticket(std::int64_t id) { return must(reader()->ticket({id})).value(); }

  ScratchFolder folder_;
  std::shared_ptr<memory::Disk> disk_ = std::make_shared<memory::Disk>();
  std::unique_ptr<Store> store_;
};

}  // namespace ticketd::store
