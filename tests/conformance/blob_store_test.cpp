#include "store/blob_store.h"

#include "tests/conformance/store_conformance.h"

#include <fstream>

namespace ticketd::store {
namespace {

std::filesystem::path file_of(const std::filesystem::path& folder, const crypto::Digest& digest) {
  const auto name = crypto::to_hex(digest);
  return folder / "mails" / name.substr(0, 2) / name;
}

}  // namespace

TEST(BlobFiles, WhatIsPutComesBack) {
  const ScratchFolder folder;
  BlobFiles blobs(folder.path() / "mails");
  const std::string bytes("\0 anything \xff", 12);
  must(blobs.put(crypto::sha256(bytes), bytes));
  EXPECT_EQ(must(blobs.get(crypto::sha256(bytes))), bytes);
}

TEST(BlobFiles, TheSameBytesAreOneFileAndNothingElseIsLeft) {
  const ScratchFolder folder;
  BlobFiles blobs(folder.path() / "mails");
  const auto digest = crypto::sha256("hello");
  must(blobs.put(digest, "hello"));
  must(blobs.put(digest, "hello"));
  const auto path = file_of(folder.path(), digest);
  const auto files = std::filesystem::directory_iterator(path.parent_path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(BlobFiles, BytesThatComeInPiecesAreOneFileUnderTheirDigest) {
  const ScratchFolder folder;
  BlobFiles blobs(folder.path() / "mails");
  auto incoming = must(blobs.begin());
  must(incoming->append("hel"));
  must(incoming->append("lo"));
  EXPECT_FALSE(blobs.has({.digest = crypto::sha256("hello"), .size = 5}));
  EXPECT_EQ(must(incoming->keep()), (core::StoredBytes{.digest = crypto::sha256("hello"), .size = 5}));
  incoming.reset();
  EXPECT_TRUE(blobs.has({.digest = crypto::sha256("hello"), .size = 5}));
  EXPECT_EQ(must(blobs.get(crypto::sha256("hello"))), "hello");
}

TEST(BlobFiles, WhatIsNotFinishedLeavesNothingNotEvenAfterAKill) {
  const ScratchFolder folder;
  const auto incoming = folder.path() / "mails" / "incoming";
  BlobFiles blobs(folder.path() / "mails");
  must(must(blobs.begin())->append("half a m"));
  EXPECT_TRUE(std::filesystem::is_empty(incoming));

  std::ofstream(incoming / "12345") << "left by a process that was killed";
  const BlobFiles next(folder.path() / "mails");
  EXPECT_FALSE(std::filesystem::exists(incoming));
}

TEST(BlobFiles, AFileThatWasCutShortIsWrittenAnew) {
  const ScratchFolder folder;
  BlobFiles blobs(folder.path() / "mails");
  const auto digest = crypto::sha256("hello");
  must(blobs.put(digest, "hello"));
  std::filesystem::resize_file(file_of(folder.path(), digest), 2);
  must(blobs.put(digest, "hello"));
  EXPECT_EQ(must(blobs.get(digest)), "hello");
}

TEST(BlobFiles, ADamagedOrMissingFileIsACorruptStore) {
  const ScratchFolder folder;
  BlobFiles blobs(folder.path() / "mails");
  const auto digest = crypto::sha256("hello");
  EXPECT_EQ(blobs.get(digest).error().kind, core::ErrorKind::corrupt_store);
  must(blobs.put(digest, "hello"));
  std::ofstream(file_of(folder.path(), digest)) << "jello";
  EXPECT_EQ(blobs.get(digest).error().kind, core::ErrorKind::corrupt_store);
}

}  // namespace ticketd::store
