// Reads every file of the given folders with one fuzz target, without libFuzzer: the inputs that once found
// something go on being read by the ordinary compiler, in every test run. Each is read by two threads at once,
// as the daemon may do it, so that ThreadSanitizer sees what they share.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <string>
#include <thread>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void try_out(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t files = 0;
  for (int i = 1; i < count; ++i)
    for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[i])) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      std::cout << entry.path().filename().string() << '\n'
                << std::flush;  // the last one named is the culprit
      std::thread other(try_out, std::cref(bytes));
      try_out(bytes);
      other.join();
      ++files;
    }
  std::cout << files << " files\n";
  return files == 0 ? 1 : 0;  // an empty corpus proves nothing
}
