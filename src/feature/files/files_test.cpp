#include <doctest/doctest.h>

#include "base/crypto.h"
#include "base/picture.h"
#include "base/ports.h"
#include "feature/files/files.h"
#include "feature/files/paths.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob"), carol = app.user("carol");
    Team team = app.team(admin, "team");
    Channel room = (app.join(alice, team), app.join(bob, team), app.channel(alice, team, "room", "P"));
    Scene() { app.join(bob, room); }

    TestAnswer upload(const TestUser& who, const std::string& name, std::string bytes, std::string channel_id = "") {
        if (channel_id.empty()) channel_id = room.id;
        return app.call(&who, "POST", "/api/v4/files?channel_id=" + channel_id + "&filename=" + url_encode(name),
                        std::move(bytes), {{"Content-Type", "application/octet-stream"}});
    }
    std::string file(const TestUser& who, const std::string& name, std::string bytes) {
        auto answer = upload(who, name, std::move(bytes));
        REQUIRE(answer.status == 201);
        return answer.json["file_infos"].items()[0]["id"].as_string();
    }
    Post attach(const TestUser& who, const std::string& file_id) {
        auto answer = app.post(
            who, "/api/v4/posts",
            Json::object({{"channel_id", room.id}, {"message", "file"}, {"file_ids", Json(Json::Array{file_id})}}));
        REQUIRE(answer.status == 201);
        return from_tree<Post>(answer.json);
    }
    size_t stored() { return app.services().files->list("").operator*().size(); }
};

std::string picture(uint32_t width, uint32_t height, const char* rgba = "\xff\0\0\xff") {
    Pixels pixels{width, height, {}};
    for (uint32_t i = 0; i < width * height; ++i) pixels.rgba.append(rgba, 4);
    return encode_png(pixels);
}

std::string part(const std::string& name, const std::string& file_name, const std::string& content) {
    return "--xx\r\nContent-Disposition: form-data; name=\"" + name + "\"" +
           (file_name.empty() ? "" : "; filename=\"" + file_name + "\"") + "\r\n\r\n" + content + "\r\n";
}

}  // namespace

TEST_CASE("files: what is uploaded can be read by the channel, and by nobody else") {
    Scene s;
    auto answer = s.upload(s.alice, "notes.txt", "hello file");
    REQUIRE(answer.status == 201);
    const Json& info = answer.json["file_infos"].items()[0];
    CHECK(info["name"].as_string() == "notes.txt");
    CHECK(info["size"].as_integer() == 10);
    CHECK(info["mime_type"].as_string() == "text/plain; charset=utf-8");
    CHECK(info["channel_id"].as_string() == s.room.id);
    CHECK(answer.json["client_ids"].is_null());
    std::string path = "/api/v4/files/" + info["id"].as_string();
    auto got = s.app.get(s.bob, path);
    CHECK(got.status == 200);
    CHECK(got.text == "hello file");
    CHECK(got.header("Content-Disposition") == "attachment;filename=\"notes.txt\"; filename*=UTF-8''notes.txt");
    CHECK(got.header("X-Frame-Options") == "DENY");
    CHECK(s.app.get(s.carol, path).status == 403);
    CHECK(s.app.call(nullptr, "GET", path).status == 401);
    CHECK(s.app.get(s.alice, path + "/thumbnail").error_id() == "api.file.get_file_thumbnail.no_thumbnail.app_error");
    CHECK(s.app.get(s.alice, path + "/preview").error_id() == "api.file.get_file_preview.no_preview.app_error");
    CHECK(s.app.get(s.alice, "/api/v4/files/zzzzzzzzzzzzzzzzzzzzzzzzzz").error_id() == "app.file_info.get.app_error");
    // Mattermost's place on the disk.
    auto all = s.app.services().files->list("");
    REQUIRE(all);
    REQUIRE(all->size() == 1);
    CHECK((*all)[0].ends_with("/teams/noteam/channels/" + s.room.id + "/users/" + s.alice.id + "/" +
                              info["id"].as_string() + "/notes.txt"));
}

TEST_CASE("files: a deleted post takes its files with it") {
    Scene s;
    std::string id = s.file(s.alice, "a.txt", "x");
    Post post = s.attach(s.alice, id);
    CHECK(s.app.get(s.bob, "/api/v4/files/" + id).status == 200);
    auto infos = s.app.get(s.bob, "/api/v4/posts/" + post.id + "/files/info");
    REQUIRE(infos.json.items().size() == 1);
    CHECK(infos.json.items()[0]["post_id"].as_string() == post.id);
    CHECK(s.app.remove(s.alice, "/api/v4/posts/" + post.id).status == 200);
    CHECK(s.app.get(s.bob, "/api/v4/files/" + id).status == 404);
    CHECK(s.app.get(s.alice, "/api/v4/files/" + id + "/info").status == 404);
}

TEST_CASE("files: a form brings several, each with the id that the client gave it") {
    Scene s;
    auto send = [&](const std::string& body) {
        return s.app.call(&s.alice, "POST", "/api/v4/files", body,
                          {{"Content-Type", "multipart/form-data; boundary=xx"}});
    };
    std::string channel = part("channel_id", "", s.room.id), end = "--xx--\r\n";
    auto two = send(channel + part("client_ids", "", "c1") + part("client_ids", "", "c2") +
                    part("files", "a.txt", "a") + part("files", "b.md", "# b") + end);
    REQUIRE(two.status == 201);
    CHECK(two.json["client_ids"].dump() == R"(["c1","c2"])");
    CHECK(two.json["file_infos"].items()[1]["mime_type"].as_string() == "text/markdown; charset=utf-8");
    CHECK(send(part("files", "a.txt", "a") + end).error_id() == "api.context.invalid_body_param.app_error");
    CHECK(send(channel + end).error_id() == "api.context.invalid_body_param.app_error");
    CHECK(send(channel + part("client_ids", "", "c1") + part("files", "a", "a") + part("files", "b", "b") + end)
              .error_id() == "api.file.upload_file.incorrect_number_of_client_ids.app_error");
    CHECK(send("no form").error_id() == "api.file.upload_file.read_request.app_error");
    CHECK(send(channel + part("files", "a.txt", "a")).status == 400);  // cut short
    CHECK(s.stored() == 2);
}

TEST_CASE("files: uploads are refused before anything is kept") {
    Scene s;
    CHECK(s.upload(s.carol, "a.txt", "x").status == 403);
    CHECK(s.upload(s.alice, "a.txt", "x", "zzzzzzzzzzzzzzzzzzzzzzzzzz").status == 403);
    CHECK(s.upload(s.alice, "a.txt", "x", "short").error_id() == "api.context.invalid_url_param.app_error");
    CHECK(s.upload(s.alice, "", "x").error_id() == "api.context.invalid_url_param.app_error");
    s.app.configure([](Config& c) { c.FileSettings.MaxFileSize = 10; });
    CHECK(s.upload(s.alice, "a.txt", "0123456789").status == 201);
    auto large = s.upload(s.alice, "b.txt", "0123456789a");
    CHECK(large.status == 413);
    CHECK(large.error_id() == "api.file.upload_file.too_large_detailed.app_error");
    s.app.configure([](Config& c) { c.FileSettings.EnableFileAttachments = false; });
    CHECK(s.upload(s.alice, "a.txt", "x").error_id() == "api.file.attachments.disabled.app_error");
    CHECK(s.stored() == 1);
}

TEST_CASE("files: pictures come with smaller ones") {
    Scene s;
    std::string id = s.file(s.alice, "large.png", picture(2400, 1200));
    auto info = s.app.get(s.bob, "/api/v4/files/" + id + "/info").json;
    CHECK(info["width"].as_integer() == 2400);
    CHECK(info["height"].as_integer() == 1200);
    CHECK(info["has_preview_image"].as_bool());
    auto size = [&](const std::string& what) {
        auto got = s.app.get(s.bob, "/api/v4/files/" + id + "/" + what);
        REQUIRE(got.status == 200);
        CHECK(got.content_type == "image/jpeg");
        CHECK(got.header("Content-Disposition").starts_with("inline;"));
        auto read = picture_info(got.text);
        REQUIRE(read);
        return std::pair(read->width, read->height);
    };
    CHECK(size("preview") == std::pair(1920u, 960u));
    CHECK(size("thumbnail") == std::pair(120u, 60u));
    auto mini = base64_decode(info["mini_preview"].as_string());
    REQUIRE(mini);
    CHECK(picture_info(*mini)->width == 16);
    // In the post, too.
    Post post = s.attach(s.alice, id);
    auto shown = s.app.get(s.bob, "/api/v4/posts/" + post.id).json["metadata"]["files"];
    REQUIRE(shown.items().size() == 1);
    CHECK(shown.items()[0]["mini_preview"] == info["mini_preview"]);
    // What is transparent stays so.
    std::string glass = s.file(s.alice, "glass.png", picture(8, 8, "\xff\0\0\x80"));
    auto got = s.app.get(s.bob, "/api/v4/files/" + glass + "/preview");
    CHECK(got.content_type == "image/png");
    CHECK(has_transparency(*decode_picture(got.text)));
    // A name alone makes no picture, and a broken one is a file like others.
    auto broken = s.upload(s.alice, "bad.png", "no picture").json["file_infos"].items()[0];
    CHECK(!broken["has_preview_image"].as_bool());
    CHECK(broken["width"].is_null());
    s.app.configure([](Config& c) { c.FileSettings.MaxImageResolution = 100; });
    CHECK(s.upload(s.alice, "large.png", picture(11, 10)).error_id() ==
          "api.file.upload_file.large_image_detailed.app_error");
    CHECK(s.upload(s.alice, "fits.png", picture(10, 10)).status == 201);
}

TEST_CASE("files: what a browser would run is served as text") {
    Scene s;
    std::string id = s.file(s.alice, "page.html", "<script>alert(1)</script>");
    auto got = s.app.get(s.bob, "/api/v4/files/" + id);
    CHECK(got.content_type == "text/plain; charset=utf-8");
    CHECK(got.header("Content-Disposition").starts_with("attachment;"));
    std::string svg = s.file(s.alice, "a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    CHECK(s.app.get(s.bob, "/api/v4/files/" + svg).header("Content-Disposition").starts_with("attachment;"));
}

TEST_CASE("files: names keep what people can read, and nothing that leads elsewhere") {
    CHECK(files::clean_name("../../etc/passwd") == "passwd");
    CHECK(files::clean_name("C:\\Users\\a.txt") == "a.txt");
    CHECK(files::clean_name("a\r\nb\x01.txt") == "ab.txt");
    CHECK(files::clean_name("") == ".");
    CHECK(files::clean_name("///") == ".");
    CHECK(files::clean_name("報告書.pdf") == "報告書.pdf");
    std::string kana;
    for (int i = 0; i < 300; ++i) kana += "あ";
    std::string cut = files::clean_name(kana + ".pdf");
    CHECK(cut.size() == 252 * 3 + 4);
    CHECK(cut.ends_with("あ.pdf"));
    CHECK(files::stored_name("..") == "_..");
    CHECK(files::stored_name(".tmp") == "_.tmp");
    std::string stored = files::stored_name(cut);
    CHECK(stored.size() <= 200);
    CHECK(stored.ends_with("あ.pdf"));
    CHECK(is_store_path(stored));
    CHECK(files::content_disposition(true, "報.png") ==
          "inline;filename=\"%E5%A0%B1.png\"; filename*=UTF-8''%E5%A0%B1.png");
    Scene s;
    std::string id = s.file(s.alice, "../../../evil/\xff\xfe.txt", "x");
    CHECK(s.app.get(s.bob, "/api/v4/files/" + id).text == "x");
    CHECK(s.upload(s.alice, kana.substr(0, 200 * 3 / 2) + ".pdf", "x").status == 201);
}

TEST_CASE("files: a public link opens without a log-in, as long as links are on") {
    Scene s;
    std::string id = s.file(s.alice, "a.txt", "public");
    CHECK(s.app.get(s.alice, "/api/v4/files/" + id + "/link").error_id() ==
          "api.file.get_public_link.disabled.app_error");
    s.app.configure(
        [](Config& c) { c.FileSettings.EnablePublicLink = true, c.ServiceSettings.SiteURL = "http://x.example"; });
    CHECK(s.app.get(s.alice, "/api/v4/files/" + id + "/link").error_id() ==
          "api.file.get_public_link.no_post.app_error");
    Post post = s.attach(s.alice, id);
    CHECK(s.app.get(s.carol, "/api/v4/files/" + id + "/link").status == 403);
    std::string link = s.app.get(s.bob, "/api/v4/files/" + id + "/link").json["link"].as_string();
    REQUIRE(link.starts_with("http://x.example/files/" + id + "/public?h="));
    std::string path = link.substr(16);
    CHECK(s.app.call(nullptr, "GET", path).text == "public");
    auto wrong = s.app.call(nullptr, "GET", path + "x");
    CHECK(wrong.status == 400);
    CHECK(wrong.content_type.starts_with("text/html"));
    CHECK(s.app.call(nullptr, "GET", "/files/" + id + "/public").status == 400);
    CHECK(s.app.remove(s.alice, "/api/v4/posts/" + post.id).status == 200);
    CHECK(s.app.call(nullptr, "GET", path).status == 404);
    s.app.configure([](Config& c) { c.FileSettings.EnablePublicLink = false; });
    CHECK(s.app.call(nullptr, "GET", path).status == 403);
}

TEST_CASE("files: the text inside is found") {
    Scene s;
    s.attach(s.alice, s.file(s.alice, "report.txt", "the quarterly turbine inspection"));
    auto found =
        s.app.post(s.bob, "/api/v4/teams/" + s.team.id + "/files/search", Json::object({{"terms", "turbine"}}));
    CHECK(found.json["order"].items().size() == 1);
    auto none =
        s.app.post(s.carol, "/api/v4/teams/" + s.team.id + "/files/search", Json::object({{"terms", "turbine"}}));
    CHECK(none.status == 403);
}

TEST_CASE("files: an upload in parts becomes a file when the last byte is there") {
    Scene s;
    const int64_t first = 5 * 1024 * 1024, all = first + 10;
    auto announce = [&](const TestUser& who, Json body) { return s.app.post(who, "/api/v4/uploads", body); };
    auto made =
        announce(s.alice, Json::object({{"channel_id", s.room.id}, {"filename", "big.bin"}, {"file_size", all}}));
    REQUIRE(made.status == 201);
    CHECK(made.json["type"].as_string() == "attachment");
    std::string path = "/api/v4/uploads/" + made.json["id"].as_string();
    auto send = [&](const TestUser& who, std::string bytes) {
        return s.app.call(&who, "POST", path, std::move(bytes), {{"Content-Type", "application/octet-stream"}});
    };
    CHECK(send(s.bob, "x").status == 403);
    CHECK(s.app.get(s.bob, path).error_id() == "api.upload.get_upload.forbidden.app_error");
    CHECK(send(s.alice, "short").error_id() == "app.upload.upload_data.first_part_too_small.app_error");
    CHECK(send(s.alice, std::string(static_cast<size_t>(first), 'a')).status == 204);
    CHECK(s.app.get(s.alice, path).json["file_offset"].as_integer() == first);
    CHECK(s.app.get(s.alice, "/api/v4/users/me/uploads").json.items().size() == 1);
    CHECK(s.app.get(s.alice, "/api/v4/users/" + s.bob.id + "/uploads").status == 403);
    CHECK(send(s.alice, "0123456789ab").error_id() == "api.upload.upload_data.invalid_content_length");
    CHECK(send(s.alice, "01234").status == 204);
    auto done = send(s.alice, "56789");
    REQUIRE(done.status == 200);
    CHECK(done.json["size"].as_integer() == all);
    auto got = s.app.get(s.alice, "/api/v4/files/" + done.json["id"].as_string());
    CHECK(got.text.size() == static_cast<size_t>(all));
    CHECK(got.text.ends_with("a0123456789"));
    CHECK(s.app.get(s.alice, path).error_id() == "app.upload.get.app_error");
    CHECK(s.stored() == 1);

    CHECK(announce(s.carol, Json::object({{"channel_id", s.room.id}, {"filename", "x"}, {"file_size", 1}})).status ==
          403);
    CHECK(
        announce(s.alice, Json::object({{"channel_id", s.room.id}, {"filename", "x"}, {"file_size", 0}})).error_id() ==
        "model.upload_session.is_valid.file_size.app_error");
    CHECK(
        announce(s.alice, Json::object({{"channel_id", s.room.id}, {"filename", "x"}, {"file_size", int64_t{1} << 50}}))
            .status == 413);
    CHECK(announce(s.alice, Json::object({{"type", "import"}, {"filename", "x"}, {"file_size", 1}})).status == 403);
    CHECK(announce(s.admin, Json::object({{"type", "import"}, {"filename", "x"}, {"file_size", 1}})).status == 201);
    CHECK(announce(s.admin, Json::object({{"type", "other"}, {"filename", "x"}, {"file_size", 1}})).error_id() ==
          "model.upload_session.is_valid.type.app_error");
}

TEST_CASE("files: after a crash between file and row the row follows the file") {
    Scene s;
    auto made = s.app.post(s.alice, "/api/v4/uploads",
                           Json::object({{"channel_id", s.room.id}, {"filename", "a.txt"}, {"file_size", 6}}));
    std::string id = made.json["id"].as_string(), path = "/api/v4/uploads/" + id;
    std::string stored;
    RK_QUERY(kPath, "test_upload_path", "SELECT path FROM uploadsessions WHERE id = ?1");
    s.app.db().read([&](Tx& tx) { stored = tx.find_text(kPath, id).value(); });
    REQUIRE(!s.app.services().files->append(stored, 0, "abc"));
    auto send = [&](std::string bytes) { return s.app.call(&s.alice, "POST", path, std::move(bytes)); };
    CHECK(send("abcdef").error_id() == "app.upload.upload_data.concurrent.app_error");
    CHECK(s.app.get(s.alice, path).json["file_offset"].as_integer() == 3);
    auto done = send("def");
    REQUIRE(done.status == 200);
    CHECK(s.app.get(s.alice, "/api/v4/files/" + done.json["id"].as_string()).text == "abcdef");
}
