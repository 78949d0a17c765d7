// A self-signed certificate for 127.0.0.1 in two PEM files.
#pragma once
#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <string>

namespace rk::test {

class SelfSigned {
  public:
    explicit SelfSigned(const char* common_name = "127.0.0.1") {
        char pattern[] = "/tmp/renkei-tls-XXXXXX";
        REQUIRE(mkdtemp(pattern) != nullptr);
        folder_ = pattern;
        write(common_name);
    }
    ~SelfSigned() { std::filesystem::remove_all(folder_); }
    std::string certificate() const { return folder_ + "/certificate.pem"; }
    std::string key() const { return folder_ + "/key.pem"; }
    // Replaces both files by new ones.
    void write(const char* common_name) {
        EVP_PKEY* key_pair = EVP_EC_gen("P-256");
        X509* x = X509_new();
        X509_set_version(x, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
        X509_gmtime_adj(X509_getm_notBefore(x), -3600);
        X509_gmtime_adj(X509_getm_notAfter(x), 86400);
        X509_set_pubkey(x, key_pair);
        X509_NAME* name = X509_get_subject_name(x);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common_name), -1,
                                   -1, 0);
        X509_set_issuer_name(x, name);
        X509_EXTENSION* san = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
        X509_add_ext(x, san, -1);
        X509_EXTENSION_free(san);
        X509_sign(x, key_pair, EVP_sha256());
        FILE* f = fopen(certificate().c_str(), "w");
        PEM_write_X509(f, x);
        fclose(f);
        f = fopen(key().c_str(), "w");
        PEM_write_PrivateKey(f, key_pair, nullptr, nullptr, 0, nullptr, nullptr);
        fclose(f);
        X509_free(x);
        EVP_PKEY_free(key_pair);
    }

  private:
    std::string folder_;
};

}  // namespace rk::test
