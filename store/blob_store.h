// The port to where large mails are kept, and its implementation as files named by their SHA-256. Any thread.
#pragma once

#include "core/result.h"
#include "crypto/digest.h"
#include "store/incoming_bytes.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd::store {

class BlobStore {
 public:
  virtual ~BlobStore() = default;
  /// A new one, written piece by piece.
  virtual Result<std::unique_ptr<IncomingBytes>> begin() = 0;
  [[nodiscard]] virtual bool has(const core::StoredBytes& bytes) const = 0;
  /// When it returns, the bytes survive a power loss. Bytes that are there already are not written again.
  virtual Result<> put(const crypto::Digest& digest, std::string_view bytes) = 0;
  /// The bytes, checked against their digest.
  virtual Result<std::string> get(const crypto::Digest& digest) = 0;
  /// Everything that was kept before then.
  virtual Result<std::vector<crypto::Digest>> list(std::filesystem::file_time_type kept_before) = 0;
  /// Nothing refers to them any more. Who stores the same bytes at this moment finds them gone, and tries
  /// again.
  virtual Result<> remove(const crypto::Digest& digest) = 0;
};

/// `DIRECTORY/ab/abcdef…`: two hundred and fifty-six folders keep each of them short. What is being written
/// lies in `DIRECTORY/incoming` until it is whole.
class BlobFiles final : public BlobStore {
 public:
  /// Removes what an earlier process did not finish; it must be gone.
  explicit BlobFiles(std::filesystem::path directory);

  Result<std::unique_ptr<IncomingBytes>> begin() override;
  [[nodiscard]] bool has(const core::StoredBytes& bytes) const override;
  Result<> put(const crypto::Digest& digest, std::string_view bytes) override;
  Result<std::string> get(const crypto::Digest& digest) override;
  Result<std::vector<crypto::Digest>> list(std::filesystem::file_time_type kept_before) override;
  Result<> remove(const crypto::Digest& digest) override;

 private:
  std::filesystem::path directory_;
};

}  // namespace ticketd::store
