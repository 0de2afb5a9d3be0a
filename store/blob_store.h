// The port to where large mails are kept, and its implementation as files named by their SHA-256. Any thread.
#pragma once

#include "core/result.h"
#include "crypto/digest.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace ticketd::store {

class BlobStore {
 public:
  virtual ~BlobStore() = default;
  /// When it returns, the bytes survive a power loss. Bytes that are there already are not written again.
  virtual Result<> put(const crypto::Digest& digest, std::string_view bytes) = 0;
  /// The bytes, checked against their digest.
  virtual Result<std::string> get(const crypto::Digest& digest) = 0;
};

/// `DIRECTORY/ab/abcdef…`: two hundred and fifty-six folders keep each of them short.
class BlobFiles final : public BlobStore {
 public:
  explicit BlobFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}

  Result<> put(const crypto::Digest& digest, std::string_view bytes) override;
  Result<std::string> get(const crypto::Digest& digest) override;

 private:
  std::filesystem::path directory_;
};

}  // namespace ticketd::store
