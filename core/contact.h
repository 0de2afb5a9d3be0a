// The people and companies who write to us, as they are known beside their tickets. A ticket belongs to the
// contact that has its requester's address.
#pragma once

#include "core/types.h"

#include <string>
#include <string_view>
#include <vector>

namespace ticketd::core {

using ContactId = Id<struct ContactTag>;

struct Contact {
  ContactId id;
  std::string name;
  std::vector<std::string> addresses;  ///< at least one; each belongs to one contact only
  std::string company;                 ///< name of a company; empty: none
  bool vip = false;
  std::string customer_number, phone;
  std::string language;  ///< "ko", "en"; empty: not known
  std::string note;
  Time created_at, updated_at;
};

struct Company {
  std::string name;                  ///< what it is known by, in any case
  std::vector<std::string> domains;  ///< new contacts of these mail domains belong to it
  bool vip = false;                  ///< and with it all of its people
  std::string note;
  Time created_at, updated_at;
};

/// What is known of a ticket's requester, as far as rules ask: the contact's, and the company's vip.
struct Customer {
  std::string name, company, customer_number, phone;
  bool vip = false;
};

/// A phone number without what people put between its digits.
[[nodiscard]] inline std::string digits_of_phone(std::string_view written) {
  std::string digits(written);
  std::erase_if(digits, [](char c) { return std::string_view("-. ()").find(c) != std::string_view::npos; });
  return digits;
}

}  // namespace ticketd::core
