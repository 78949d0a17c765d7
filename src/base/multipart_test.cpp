#include "base/multipart.h"

#include <doctest/doctest.h>

using namespace rk;

namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=xyz";

}  // namespace

TEST_CASE("the parts of a form are told apart, whatever their content") {
    std::string body =
        "preamble\r\n--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo\r\n"
        "--xyz \r\ncontent-disposition: form-data; name=\"f\"; filename=\"q\\\"uote.txt\"\r\nContent-Type: "
        "text/plain\r\n\r\n"
        "@--xy\r\n--xyz\r\nContent-Disposition: form-data; name=empty\r\n\r\n\r\n--xyz--\r\nepilogue";
    body[body.find('@')] = '\0';  // files hold anything
    auto form = multipart::parse(kType, body);
    REQUIRE_MESSAGE(form, form.error());
    REQUIRE(form->size() == 3);
    CHECK(multipart::find_field(*form, "a")->content == "one\r\ntwo");
    const auto* file = multipart::find_file(*form, "f");
    REQUIRE(file != nullptr);
    CHECK(file->filename == "q\"uote.txt");
    CHECK(file->content_type == "text/plain");
    CHECK(file->content.ends_with("--xy"));
    CHECK(multipart::find_field(*form, "empty")->content.empty());
    CHECK(multipart::find_file(*form, "a") == nullptr);
    CHECK(multipart::parse("Multipart/Form-Data; charset=utf-8; boundary=\"xyz\"", body)->size() == 3);
}

TEST_CASE("what is no form is refused, and no cut of a form is more than a failure") {
    std::string body = "--xyz\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\"\r\n\r\none\r\n--xyz--\r\n";
    CHECK(!multipart::parse("text/plain; boundary=xyz", body));
    CHECK(!multipart::parse("multipart/form-data", body));
    CHECK(!multipart::parse("multipart/form-data; boundary=", body));
    CHECK(!multipart::parse("multipart/form-data; boundary=other", body));
    CHECK(!multipart::parse(kType, ""));
    CHECK(multipart::parse(kType, "--xyz--")->empty());
    for (size_t cut = 0; cut + 4 < body.size(); ++cut)
        CHECK(!multipart::parse(kType, std::string_view(body).substr(0, cut)));
    CHECK(multipart::parse(kType, body)->front().is_file);
}
