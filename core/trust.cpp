#include "core/trust.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace ticketd::core {

namespace {

using Method = AuthenticationResults::Method;

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const auto& own) { return equal_ignoring_case(own, name); });
}

/// How a big provider writes what it found, in mail that is fetched from its own servers.
struct Profile {
  std::string_view name;
  std::string_view imap_host;    ///< counts in mail from there only
  std::string_view authserv_id;  ///< empty: its fields name nobody
  std::string_view hosts[3];     ///< its own Received fields; `*` stands for any beginning or end
};
constexpr auto profiles = std::to_array<Profile>({
    // 2002:a05: is 6to4 of Google's inner network: the last hop into the mailbox.
    {"gmail", "imap.gmail.com", "mx.google.com", {"mx.google.com", "2002:a05:*"}},
    {"microsoft365", "outlook.office365.com", "", {"*.outlook.com", "*.office365.com"}},
});

bool fits(std::string_view pattern, std::string_view host) {
  if (pattern.empty()) return false;
  if (pattern.starts_with('*')) return host.size() > pattern.size() && host.ends_with(pattern.substr(1));
  if (pattern.ends_with('*')) return host.starts_with(pattern.substr(0, pattern.size() - 1));
  return equal_ignoring_case(pattern, host);
}

/// The profile of the account that the mail was fetched from, when the desk relies on it.
const Profile* profile_of(const Source& source, const TrustSettings& settings) {
  if (source.kind != SourceKind::imap) return nullptr;
  for (const auto& profile : profiles)
    if (contains(settings.profiles, profile.name) && equal_ignoring_case(source.peer, profile.imap_host))
      return &profile;
  return nullptr;
}

/// A provider writes one field, and what follows it may be the sender's: the topmost alone counts.
std::vector<Method> methods_of(const Profile& profile, const Mail& mail) {
  for (const auto& field : mail.trace) {
    if (field.kind == TraceField::Kind::received) {
      const bool own = std::any_of(std::begin(profile.hosts), std::end(profile.hosts),
                                   [&](auto pattern) { return fits(pattern, field.received_by); });
      if (!own) return {};
      continue;
    }
    const bool its = profile.authserv_id.empty()
                         ? field.results.unnamed
                         : equal_ignoring_case(field.results.authserv_id, profile.authserv_id);
    if (!its) continue;
    if (!field.results.well_formed) return {{"dmarc", "unreadable", {}}};
    return field.results.methods;
  }
  return {};
}

std::vector<Method> counted_methods(const Mail& mail, const Source& source, const TrustSettings& settings) {
  if (const auto* profile = profile_of(source, settings)) return methods_of(*profile, mail);
  std::vector<Method> methods;
  for (const auto& field : mail.trace) {
    if (field.kind == TraceField::Kind::received) {
      if (!contains(settings.hosts, field.received_by))
        break;  // below it stands what a stranger may have written
    } else if (!field.results.unnamed && contains(settings.authserv_ids, field.results.authserv_id)) {
      if (!field.results.well_formed) methods.push_back({"dmarc", "unreadable", {}});
      methods.insert(methods.end(), field.results.methods.begin(), field.results.methods.end());
    }
  }
  return methods;
}

std::string_view property(const Method& method, std::string_view name) {
  for (const auto& property : method.properties)
    if (equal_ignoring_case(property.name, name)) return property.value;
  return {};
}

std::string_view domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == std::string_view::npos ? address : address.substr(at + 1);
}

bool is(const Method& method, std::string_view name, std::string_view result) {
  return equal_ignoring_case(method.method, name) && equal_ignoring_case(method.result, result);
}

/// dkim=pass by the From domain itself; header.d, or the domain of header.i.
bool signed_by(const Method& method, std::string_view domain) {
  if (!is(method, "dkim", "pass")) return false;
  const auto d = property(method, "header.d");
  return equal_ignoring_case(d.empty() ? domain_of(property(method, "header.i")) : d, domain);
}

}  // namespace

TrustFinding judge_author(const Mail& mail, const Source& source, const TrustSettings& settings) {
  if (mail.from.empty()) return {Trust::unproven, "no From address"};
  if (!mail.one_author) return {Trust::unproven, "not exactly one From with one address"};
  if (!source.behind_our_border) return {Trust::plausible, "no trusted host in front"};

  const auto methods = counted_methods(mail, source, settings);
  const auto domain = domain_of(mail.from.front().address);
  const Method* dmarc = nullptr;
  for (const auto& method : methods) {
    if (!equal_ignoring_case(method.method, "dmarc")) continue;
    if (dmarc && !equal_ignoring_case(dmarc->result, method.result))
      return {Trust::unproven, "conflicting dmarc results"};
    dmarc = &method;
    if (is(method, "dmarc", "fail") || is(method, "dmarc", "unreadable"))
      return {Trust::unproven, "dmarc=" + method.result};
    const auto header_from = property(method, "header.from");
    if (is(method, "dmarc", "pass") && !header_from.empty() &&
        !equal_ignoring_case(domain_of(header_from), domain))
      return {Trust::unproven, "dmarc=pass is for another domain"};
  }
  const bool dkim =
      std::any_of(methods.begin(), methods.end(), [&](const auto& m) { return signed_by(m, domain); });
  const bool passed = dmarc && is(*dmarc, "dmarc", "pass");
  if (passed || dkim) {
    if (mail.ambiguous) return {Trust::unproven, "authenticated, but fields are duplicated or conflict"};
    return {Trust::proven, passed ? "dmarc=pass" : "dkim=pass of the From domain"};
  }
  if (!dmarc && std::any_of(methods.begin(), methods.end(),
                            [](const auto& m) { return is(m, "spf", "fail") || is(m, "dkim", "fail"); }))
    return {Trust::unproven, "spf or dkim failed and nothing passed"};
  return {Trust::plausible,
          methods.empty() ? "no counted Authentication-Results" : "nothing passed, nothing failed"};
}

}  // namespace ticketd::core
