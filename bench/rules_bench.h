// How many rules one core tries in a second.
#pragma once

namespace ticketd::bench {

struct RulesBench {
  int rules = 100;
  double seconds = 3;
};

int run_rules_bench(const RulesBench&);

}  // namespace ticketd::bench
