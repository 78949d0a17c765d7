#include "base/file_store_local.h"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace rk;
namespace fs = std::filesystem;
using Paths = std::vector<std::string>;

namespace {

struct Folder {
    Folder() {
        char name[] = "/tmp/renkei-files-XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        path = name;
    }
    ~Folder() { fs::remove_all(path); }
    std::string path;
};

std::string content(FileStore& files, std::string_view path) {
    auto r = files.read(path);
    return r ? *r : "failed: " + r.error();
}

}  // namespace

TEST_CASE("files: what was written is read, replaced, moved and removed") {
    const Folder folder;
    LocalFileStore files(folder.path + "/data/files");
    const std::string path = "20260131/teams/noteam/channels/c/users/u/f/ein Bild.png";
    CHECK_FALSE(files.exists(path));
    CHECK_FALSE(files.read(path));
    CHECK_FALSE(files.write(path, std::string("\0png", 4)));
    CHECK(content(files, path) == std::string("\0png", 4));
    CHECK(*files.size(path) == 4);
    CHECK(files.local_path(path) == folder.path + "/data/files/" + path);
    CHECK_FALSE(files.write(path, ""));
    CHECK(content(files, path).empty());
    CHECK_FALSE(files.write(path, "new"));
    CHECK_FALSE(files.move(path, "elsewhere/x"));
    CHECK(content(files, "elsewhere/x") == "new");
    CHECK_FALSE(files.exists(path));
    CHECK(files.move(path, "elsewhere/y"));
    CHECK_FALSE(files.remove("elsewhere/x"));
    CHECK_FALSE(files.remove("elsewhere/x"));
    CHECK_FALSE(files.exists("elsewhere/x"));
    CHECK(fs::is_empty(folder.path + "/data/files/.tmp"));
}

TEST_CASE("files: parts of a file") {
    const Folder folder;
    LocalFileStore files(folder.path);
    REQUIRE_FALSE(files.write("f", "0123456789"));
    CHECK(*files.read_range("f", 0, 3) == "012");
    CHECK(*files.read_range("f", 7, 100) == "789");
    CHECK(*files.read_range("f", 10, 1) == "");
    CHECK(*files.read_range("f", 11, 1) == "");
    CHECK(*files.read_range("f", 3, 0) == "");
}

TEST_CASE("files: an upload in pieces, each of which counts once") {
    const Folder folder;
    LocalFileStore files(folder.path);
    CHECK_FALSE(files.append("up/load", 0, "abc"));
    CHECK_FALSE(files.append("up/load", 3, "def"));
    CHECK(files.append("up/load", 3, "def"));
    CHECK(files.append("up/load", 9, "ghi"));
    CHECK(content(files, "up/load") == "abcdef");
}

TEST_CASE("files: a spooled body is taken over") {
    const Folder folder;
    LocalFileStore files(folder.path + "/files");
    const std::string spooled = folder.path + "/spooled";
    std::ofstream(spooled) << "body";
    CHECK_FALSE(files.take("a/b", spooled));
    CHECK(content(files, "a/b") == "body");
    CHECK_FALSE(fs::exists(spooled));
    CHECK(files.take("a/b", spooled));
    CHECK(content(files, "a/b") == "body");
    // from another file system
    const std::string elsewhere = "/dev/shm/renkei-" + folder.path.substr(folder.path.size() - 6);
    std::ofstream(elsewhere) << std::string(600'000, 'x');
    CHECK_FALSE(files.take("c", elsewhere));
    CHECK(*files.size("c") == 600'000);
    CHECK_FALSE(fs::exists(elsewhere));
}

TEST_CASE("files: listing") {
    const Folder folder;
    LocalFileStore files(folder.path);
    for (const char* path : {"b/2", "a", "b/c/3", "b/1", "bb/x"}) REQUIRE_FALSE(files.write(path, "x"));
    CHECK(*files.list("") == Paths{"a", "b/1", "b/2", "b/c/3", "bb/x"});
    CHECK(*files.list("b") == Paths{"b/1", "b/2", "b/c/3"});
    CHECK(*files.list("none") == Paths{});
    CHECK(*files.list("a/b") == Paths{});
    CHECK_FALSE(files.list("../"));
}

TEST_CASE("files: no path leads out of the folder") {
    const Folder folder;
    LocalFileStore files(folder.path + "/files");
    std::ofstream(folder.path + "/secret") << "secret";
    std::ofstream(folder.path + "/upload") << "upload";
    for (const std::string& path :
         {std::string("../secret"), std::string("a/../../secret"), std::string("/etc/passwd"), std::string(""),
          std::string("."), std::string(".."), std::string("a/"), std::string("a//b"), std::string("./a"),
          std::string("a/."), std::string("a\0b", 3), std::string(".tmp/x"), std::string(1025, 'a'),
          std::string(256, 'a'), folder.path + "/secret"}) {
        CAPTURE(path);
        CHECK_FALSE(is_store_path(path));
        CHECK_FALSE(files.read(path));
        CHECK_FALSE(files.read_range(path, 0, 1));
        CHECK(files.write(path, "x"));
        CHECK(files.append(path, 0, "x"));
        CHECK(files.take(path, folder.path + "/upload"));
        CHECK(files.move(path, "x"));
        CHECK(files.remove(path));
        CHECK_FALSE(files.exists(path));
        CHECK_FALSE(files.size(path));
        CHECK_FALSE(files.local_path(path));
    }
    REQUIRE_FALSE(files.write("a", "x"));
    CHECK(files.move("a", "../b"));
    CHECK(is_store_path("..a/b.."));
    CHECK(is_store_path("連携/😀.png"));
    CHECK(fs::exists(folder.path + "/secret"));
    CHECK(fs::exists(folder.path + "/upload"));
    CHECK(*files.list("") == Paths{"a"});
}

TEST_CASE("files: failures say what failed") {
    const Folder folder;
    LocalFileStore files(folder.path);
    CHECK(content(files, "none") == "failed: cannot read \"none\": No such file or directory");
    REQUIRE_FALSE(files.write("folder/file", "x"));
    CHECK(content(files, "folder") == "failed: cannot read \"folder\": Is a directory");
    CHECK(files.write("folder", "x")->what == "cannot write \"folder\": Is a directory");
    CHECK(files.write("folder/file/below", "x")->what.starts_with("cannot "));
    CHECK(files.remove("folder"));
    CHECK(fs::is_empty(folder.path + "/.tmp"));

    LocalFileStore nowhere("/proc/renkei-cannot-be");
    CHECK(nowhere.write("a", "x"));
    CHECK_FALSE(nowhere.read("a"));
}

TEST_CASE("files: left-overs of interrupted writes go after a day") {
    const Folder folder;
    fs::create_directory(folder.path + "/.tmp");
    std::ofstream(folder.path + "/.tmp/old") << "x";
    std::ofstream(folder.path + "/.tmp/new") << "x";
    fs::last_write_time(folder.path + "/.tmp/old", fs::file_time_type::clock::now() - std::chrono::hours(25));
    LocalFileStore files(folder.path);
    CHECK_FALSE(fs::exists(folder.path + "/.tmp/old"));
    CHECK(fs::exists(folder.path + "/.tmp/new"));
    CHECK(*files.list("") == Paths{});
}

TEST_CASE("files: a reader sees the old content or the new one") {
    const Folder folder;
    LocalFileStore files(folder.path);
    REQUIRE_FALSE(files.write("f", std::string(5000, 'a')));
    std::thread writer([&files] {
        for (int i = 0; i < 50; ++i) files.write("f", std::string(5000, i % 2 == 0 ? 'b' : 'a'));
    });
    for (int i = 0; i < 200; ++i) {
        const std::string seen = content(files, "f");
        CHECK(seen.size() == 5000);
        CHECK(seen.find_first_not_of(seen[0]) == std::string::npos);
    }
    writer.join();
}
