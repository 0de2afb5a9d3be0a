// A self-signed certificate for the life of a test.
#pragma once

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace ticketd::daemon {

class TestCertificate {
 public:
  TestCertificate() {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    auto* name = X509_get_subject_name(certificate.get());
    const std::string host = "desk.example.com";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(host.data()),
                               static_cast<int>(host.size()), -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), pair.get());
    X509_sign(certificate.get(), pair.get(), EVP_sha256());
    write(certificate_file, [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
    write(key_file,
          [&](FILE* file) { PEM_write_PrivateKey(file, pair.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;
  ~TestCertificate() {
    ::unlink(certificate_file.c_str());
    ::unlink(key_file.c_str());
  }

  std::string certificate_file = "/tmp/ticketd-test-certificate-XXXXXX";
  std::string key_file = "/tmp/ticketd-test-key-XXXXXX";

 private:
  template <class Content>
  static void write(std::string& path, Content&& content) {
    FILE* file = ::fdopen(::mkstemp(path.data()), "w");
    content(file);
    std::fclose(file);
  }
};

}  // namespace ticketd::daemon
