#include "base/http.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

using namespace rk;

TEST_CASE("names compare without regard to ASCII case") {
    CHECK(same_name("Content-Type", "content-TYPE"));
    CHECK_FALSE(same_name("Content-Type", "Content-Typ"));
    CHECK_FALSE(same_name("a@", "a`"));
}

TEST_CASE("URL escapes are decoded, malformed ones kept") {
    CHECK(url_decode("a%20b%2Fc", false) == "a b/c");
    CHECK(url_decode("a+b", false) == "a+b");
    CHECK(url_decode("a+b", true) == "a b");
    CHECK(url_decode("%", true) == "%");
    CHECK(url_decode("%4", true) == "%4");
    CHECK(url_decode("%zz%41", true) == "%zzA");
    CHECK(url_decode("%e4%bc%9a", true) == "会");
    CHECK(url_decode("100%", true) == "100%");
}

TEST_CASE("url_encode keeps unreserved characters and url_decode gives the text back") {
    CHECK(url_encode("aZ09-._~ /?&=+%") == "aZ09-._~%20%2F%3F%26%3D%2B%25");
    std::string every;
    for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
    CHECK(url_decode(url_encode(every), true) == every);
}

TEST_CASE("forms give their pairs in order") {
    auto form = parse_form("payload=%7B%22text%22%3A%22a+b%22%7D&x=1&&y&=z&x=2");
    REQUIRE(form.size() == 5);
    CHECK(form[0].name == "payload");
    CHECK(form[0].value == "{\"text\":\"a b\"}");
    CHECK(form[1].value == "1");
    CHECK(form[2].name == "y");
    CHECK(form[2].value == "");
    CHECK(form[3].name == "");
    CHECK(form[3].value == "z");
    CHECK(form[4].value == "2");
    CHECK(parse_form("").empty());
}

TEST_CASE("set_header replaces whatever the case of its name") {
    Response r;
    r.set_header("ETag", "1");
    r.set_header("etag", "2");
    CHECK(r.headers.size() == 1);
    CHECK(*r.find_header("ETAG") == "2");
    CHECK(r.find_header("Vary") == nullptr);
}

TEST_CASE("a request removes its spooled body") {
    char path[] = "/tmp/renkei-http-test-XXXXXX";
    int fd = mkstemp(path);
    REQUIRE(fd >= 0);
    close(fd);
    {
        Request r;
        r.body_file = path;
    }
    CHECK(access(path, F_OK) != 0);
}
