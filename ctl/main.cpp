// ticketctl: the operator's commands.
#include "ctl/commands.h"

#include <iostream>

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  return ticketd::ctl::run_ticketctl(argc, argv, {std::cin, std::cout, std::cerr});
}
