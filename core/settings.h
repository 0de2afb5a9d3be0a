// What decisions need of ticketd.toml.
#pragma once

#include "core/time_zone.h"

#include <chrono>
#include <string>
#include <vector>

namespace ticketd::core {

struct TrustSettings {
  std::vector<std::string> authserv_ids;  ///< whose Authentication-Results count
  std::vector<std::string> hosts;         ///< `by` names of Received fields that our own hosts add
  bool agents_by_token = false;           ///< agents = "token": token and matching From prove an agent
  std::vector<std::string> spam_headers;  ///< fields of our own spam filter
  std::vector<std::string> profiles;      ///< "gmail", "microsoft365": of mail fetched there (core/trust.h)
};

/// Breakers on automatic mail (`[automatic]`).
struct AutomaticLimits {
  int per_ticket_per_day = 5;
  int per_address_per_hour = 1;  ///< acknowledgements
  int per_address_per_day = 3;   ///< acknowledgements
  int per_minute = 60;
  int reopens_per_ticket_per_day = 10;
  int mails_per_address_per_day = 50;  ///< of every kind, less the news for agents
};

/// Mails that wait for a person, and tickets in the spam box (`[quarantine]`).
struct QuarantineSettings {
  std::chrono::seconds keep = std::chrono::hours(30 * 24);     ///< then they are deleted
  std::chrono::seconds digest_every = std::chrono::hours(24);  ///< managers are told by mail; zero: never
};

struct Settings {
  std::string hostname = "localhost";  ///< Message-ID domain
  std::string public_url;        ///< where customers reach our pages, without a / at its end; empty: nowhere
  std::string loop_id;           ///< of this installation, in X-Ticketd-Loop of its automatic mail
  std::string language = "ko";   ///< of templates, where the requester's is not known
  std::string operator_address;  ///< is told what is wrong with mail accounts; empty: the managers are
  TimeZone time_zone;            ///< that people write times in
  TrustSettings trust;
  AutomaticLimits automatic;
  QuarantineSettings quarantine;
};

}  // namespace ticketd::core
