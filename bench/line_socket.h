// A blocking connection for the load generators: lines in, bytes out, and no wait longer than its patience.
#pragma once

#include "core/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace ticketd::bench {

class LineSocket {
 public:
  using Patience = std::chrono::seconds;  ///< for one read or write

  [[nodiscard]] static Result<LineSocket> connect_tcp(const std::string& host, const std::string& port,
                                                      Patience patience);
  [[nodiscard]] static Result<LineSocket> connect_unix(const std::string& path, Patience patience);

  LineSocket(LineSocket&& other) noexcept;
  LineSocket& operator=(LineSocket&& other) noexcept;
  ~LineSocket();

  /// With more that follows at once, the kernel may send both together.
  enum class Follows { nothing, more };
  [[nodiscard]] Result<> send(std::string_view bytes, Follows follows = Follows::nothing);
  /// Without its line end. An endless line is refused.
  [[nodiscard]] Result<std::string> line();
  /// Everything up to the end of the connection.
  [[nodiscard]] Result<std::string> rest();

 private:
  explicit LineSocket(int descriptor) : descriptor_(descriptor) {}
  Result<> set_patience(Patience patience) const;
  Result<bool> fill();  ///< false at the end of the connection

  int descriptor_;
  std::string unread_;
};

}  // namespace ticketd::bench
