#include "ctl/invocation.h"

#include "config/load.h"
#include "core/text.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace ticketd::ctl {

Result<std::string> read_file(const std::string& file, const Invocation& invocation) {
  if (file == "-") return std::string(std::istreambuf_iterator<char>(invocation.terminal.in), {});
  std::error_code error;
  if (std::filesystem::is_directory(file, error))  // reading one throws
    return ticketd::fail(core::ErrorKind::policy, file + ": is a directory");
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  if (!in.is_open() || in.bad())
    return ticketd::fail(
        core::ErrorKind::policy,
        file + ": " + (errno != 0 ? std::generic_category().message(errno) : "cannot be read"));
  return bytes;
}

const Json& field(const Json& object, const char* key) {
  static const Json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

std::string plain(const Json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string joined(const Json& list) {
  return core::joined(list, [](const Json& one) { return plain(one); });
}

Result<ControlClient> Invocation::daemon() const {
  if (url.empty()) {
    const auto loaded = config::load_server(config);
    if (!loaded) return ticketd::fail(loaded);
    return ControlClient(ControlSocket{loaded->server.control_socket()});
  }
  auto server = parse_url(url);
  if (!server) return ticketd::fail(server);
  if (token_file.empty()) return ControlClient(std::move(*server));
  const auto token = read_file(token_file, *this);
  if (!token) return ticketd::fail(token);
  server->token = core::trim(*token);
  if (server->token.find_first_of("\r\n") != std::string::npos)
    return ticketd::fail(core::ErrorKind::policy, token_file + ": must hold one token and nothing else");
  return ControlClient(std::move(*server));
}

int Invocation::fail(const core::Error& error) const {
  terminal.errors << "ticketctl: " << error.detail << '\n';
  return exit_code_of(error.kind);
}

int Invocation::misuse(const core::Error& error) const {
  (void)fail(error);
  return bad_usage;
}

int Invocation::list(const std::string& target, const char* key, const Row& titles,
                     const std::function<Row(const Json&)>& row_of) const {
  const auto client = daemon();
  if (!client) return fail(client.error());
  const std::string separator = target.find('?') == std::string::npos ? "?" : "&";
  std::vector<Row> rows;
  Json after;
  do {
    const auto page = client->get(after.is_null() ? target : target + separator + "after=" + plain(after));
    if (!page) return fail(page.error());
    for (const auto& one : field(*page, key)) {
      if (json)
        print(one);
      else
        rows.push_back(row_of(one));
    }
    after = field(*page, "next");
  } while (!after.is_null());
  if (!json) print_table(terminal.out, titles, rows);
  return done;
}

void Invocation::print(const Json& document) const {
  terminal.out << document.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace ticketd::ctl
