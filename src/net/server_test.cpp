#include "net/server.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "net/net_test_program.h"
#include "unit/self_signed.h"

using namespace rk;
using namespace rk::net;
using rk::test::Answer;
using rk::test::AnswerReader;
using rk::test::Stream;

namespace {

std::string get(const std::string& path, const std::string& lines = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

std::string post(const std::string& path, const std::string& body, const std::string& lines = "") {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + lines +
           "\r\n" + body;
}

std::string gunzip(const std::string& packed, size_t size) {
    std::string out(size + 1, 0);
    z_stream z{};
    inflateInit2(&z, 31);
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    z.avail_in = static_cast<uInt>(packed.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END);
    out.resize(z.total_out);
    inflateEnd(&z);
    return out;
}

struct TempFolder {
    std::string path;
    TempFolder() {
        char pattern[] = "/tmp/renkei-net-test-XXXXXX";
        REQUIRE(mkdtemp(pattern) != nullptr);
        path = pattern;
    }
    ~TempFolder() { std::filesystem::remove_all(path); }
    size_t files() const {
        return static_cast<size_t>(
            std::distance(std::filesystem::directory_iterator(path), std::filesystem::directory_iterator()));
    }
    std::string file(const std::string& name, const std::string& content) const {
        std::ofstream(path + "/" + name, std::ios::binary) << content;
        return path + "/" + name;
    }
};

}  // namespace

TEST_CASE("one connection serves request after request") {
    TestProgram program;
    TestServer server(program);
    Stream s = server.connect();
    AnswerReader answers(s);
    for (int i = 0; i < 3; ++i) {
        s.send(post("/p" + std::to_string(i), "body"));
        Answer a = answers.next();
        CHECK(a.status == 200);
        CHECK(a.body == "POST /p" + std::to_string(i) + " body");
        CHECK(a.header("Content-Type") == "application/json");
        CHECK(a.header("Date").size() == 29);
        CHECK(a.header("Connection") == "");
    }
    CHECK(server.server.stats().accepted == 1);
    CHECK(server.server.stats().requests == 3);
}

TEST_CASE("Connection: close and HTTP/1.0 end the connection, keep-alive of 1.0 does not") {
    TestProgram program;
    TestServer server(program);
    {
        Stream s = server.connect();
        s.send(get("/", "Connection: close\r\n") + get("/never"));
        std::string all = s.read_all();
        CHECK(all.find("Connection: close\r\n") != std::string::npos);
        CHECK(all.find("never") == std::string::npos);
    }
    {
        Stream s = server.connect();
        s.send("GET / HTTP/1.0\r\n\r\n");
        CHECK(s.read_all().find("GET / ") != std::string::npos);
    }
    {
        Stream s = server.connect();
        AnswerReader answers(s);
        for (int i = 0; i < 2; ++i) {
            s.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            CHECK(answers.next().header("Connection") == "keep-alive");
        }
    }
    {
        program.on_request = [](auto, auto responder) {
            Response r;
            r.close = true;
            responder->send(std::move(r));
        };
        Stream s = server.connect();
        s.send(get("/"));
        CHECK(s.read_all().find("Connection: close\r\n") != std::string::npos);
    }
}

TEST_CASE("a peer that has ended its side still gets its answers") {
    TestProgram program;
    Slot<std::unique_ptr<Responder>> waiting;
    program.on_request = [&](auto, auto responder) { waiting.put(std::move(responder)); };
    TestServer server(program);
    Stream s = server.connect();
    s.send(get("/"));
    s.shutdown_write();
    auto responder = waiting.take();
    Response r;
    r.body = "late";
    responder->send(std::move(r));
    CHECK(s.read_all().find("late") != std::string::npos);
}

TEST_CASE("pipelined requests are handled at once and answered in their order") {
    TestProgram program;
    Slot<std::pair<std::string, std::unique_ptr<Responder>>> waiting;
    program.on_request = [&](auto request, auto responder) {
        waiting.put({std::string(request->target), std::move(responder)});
    };
    TestServer server(program);
    Stream s = server.connect();
    std::string all;
    for (int i = 0; i < 10; ++i) all += get("/" + std::to_string(i));
    s.send(all);
    std::vector<std::pair<std::string, std::unique_ptr<Responder>>> held;
    for (int i = 0; i < 10; ++i) held.push_back(waiting.take());
    // The last first, half of them from other threads.
    for (int i = 9; i >= 0; --i) {
        auto answer = [&, i] {
            Response r;
            r.body = held[static_cast<size_t>(i)].first;
            held[static_cast<size_t>(i)].second->send(std::move(r));
        };
        if (i % 2) {
            std::thread(answer).join();
        } else {
            answer();
        }
    }
    AnswerReader answers(s);
    for (int i = 0; i < 10; ++i) CHECK(answers.next().body == "/" + std::to_string(i));
}

TEST_CASE("no more than pipeline_max requests are handled at a time") {
    TestProgram program;
    Slot<std::unique_ptr<Responder>> waiting;
    program.on_request = [&](auto, auto responder) { waiting.put(std::move(responder)); };
    ServerOptions options;
    options.pipeline_max = 4;
    TestServer server(program, options);
    Stream s = server.connect();
    std::string all;
    for (int i = 0; i < 12; ++i) all += get("/");
    s.send(all);
    AnswerReader answers(s);
    for (int done = 0; done < 12; done += 4) {
        std::vector<std::unique_ptr<Responder>> held;
        for (int i = 0; i < 4; ++i) held.push_back(waiting.take());
        CHECK(server.server.stats().requests == static_cast<uint64_t>(done + 4));
        for (auto& r : held) r->send(Response());
        for (int i = 0; i < 4; ++i) CHECK(answers.next().status == 200);
    }
}

TEST_CASE("a burst of answers from another thread leaves with few wakes") {
    TestProgram program;
    std::mutex mutex;
    std::vector<std::unique_ptr<Responder>> held;
    Slot<bool> all_here;
    program.on_request = [&](auto, auto responder) {
        std::lock_guard lock(mutex);
        held.push_back(std::move(responder));
        if (held.size() == 64) all_here.put(true);
    };
    TestServer server(program);
    Stream s = server.connect();
    std::string all;
    for (int i = 0; i < 64; ++i) all += get("/");
    s.send(all);
    all_here.take();
    uint64_t before = server.server.stats().wakes;
    for (auto& r : held) r->send(Response());
    AnswerReader answers(s);
    for (int i = 0; i < 64; ++i) REQUIRE(answers.next().status == 200);
    CHECK(server.server.stats().wakes - before <= 32);
}

TEST_CASE("a Responder that is let go unanswered answers 500, a handler that throws too") {
    TestProgram program;
    TestServer server(program);
    Stream s = server.connect();
    AnswerReader answers(s);
    program.on_request = [](auto, auto) {};
    s.send(get("/"));
    CHECK(answers.next().status == 500);
    Slot<std::unique_ptr<Responder>> waiting;
    program.on_request = [&](auto, auto responder) { waiting.put(std::move(responder)); };
    s.send(get("/"));
    waiting.take().reset();
    CHECK(answers.next().status == 500);
    program.on_request = [&](auto, auto) { throw std::runtime_error("a bug"); };
    s.send(get("/"));
    CHECK(answers.next().status == 500);
}

TEST_CASE("answers to a connection that has gone are thrown away") {
    TestProgram program;
    Slot<std::unique_ptr<Responder>> waiting;
    program.on_request = [&](auto, auto responder) { waiting.put(std::move(responder)); };
    TestServer server(program);
    Stream gone = server.connect(), other = server.connect();
    gone.send(get("/"));
    auto first = waiting.take();
    gone.reset();
    first->send(Response());
    other.send(get("/"));
    waiting.take()->send(Response());
    CHECK(AnswerReader(other).next().status == 200);
}

TEST_CASE("a malformed request is answered with its status and the connection ends") {
    TestProgram program;
    TestServer server(program);
    struct {
        std::string text;
        const char* status;
    } table[] = {{"GET / HTTP/1.1\n\n", "HTTP/1.1 400 "},
                 {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 "},
                 {"GET / HTTP/3.0\r\n\r\n", "HTTP/1.1 505 "},
                 {get("/", "X: " + std::string(17'000, 'x') + "\r\n"), "HTTP/1.1 431 "},
                 {get("/words", "X: \x7f\r\n"), "HTTP/1.1 400 "},
                 {post("/", "x", "Transfer-Encoding: chunked\r\n") + get("/smuggled"), "HTTP/1.1 400 "}};
    for (const auto& row : table) {
        Stream s = server.connect();
        s.send(row.text);
        s.shutdown_write();
        std::string all = s.read_all();
        CHECK(all.find(row.status) == 0);
        CHECK(all.find("smuggled") == std::string::npos);
    }
    // What came before it is answered first.
    Stream s = server.connect();
    s.send(get("/good") + "bad\r\n\r\n");
    s.shutdown_write();
    std::string all = s.read_all();
    CHECK(all.find("HTTP/1.1 200 OK") == 0);
    CHECK(all.find("GET /good") < all.find("HTTP/1.1 400 "));
}

TEST_CASE("HEAD, 204 and 304 never have a body") {
    TestProgram program;
    TestServer server(program);
    Stream s = server.connect();
    AnswerReader answers(s);
    s.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
    Answer a = answers.next(true);
    CHECK(a.header("Content-Length") == "8");
    program.on_request = [](auto request, auto responder) {
        Response r;
        r.status = atoi(std::string(request->raw_path.substr(1)).c_str());
        r.body = "never";
        r.no_body = request->method == "HEAD";
        r.head_content_length = 77;
        responder->send(std::move(r));
    };
    s.send("HEAD /200 HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(answers.next(true).header("Content-Length") == "77");
    s.send(get("/204") + get("/304"));
    a = answers.next();
    CHECK(a.status == 204);
    CHECK(a.header("Content-Length") == "");
    CHECK(a.header("Content-Type") == "");
    a = answers.next();
    CHECK(a.status == 304);
    CHECK(answers.rest() == "");
    s.send(get("/200"));
    CHECK(answers.next().body == "never");  // nothing was left in between
}

TEST_CASE("headers of the program are sent, and stay one line each") {
    TestProgram program;
    auto block = std::make_shared<const std::string>("X-Version-Id: 1\r\nX-Frame-Options: SAMEORIGIN\r\n");
    program.on_request = [&](auto, auto responder) {
        Response r;
        r.header_block = block;
        r.headers = {{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}, {"X-Evil", "a\r\nX-Injected: 1"}};
        r.content_type = "";
        responder->send(std::move(r));
    };
    TestServer server(program);
    Stream s = server.connect();
    s.send(get("/"));
    Answer a = AnswerReader(s).next();
    CHECK(a.header("X-Version-Id") == "1");
    CHECK(a.header("X-Frame-Options") == "SAMEORIGIN");
    CHECK(a.head.find("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n") != std::string::npos);
    CHECK(a.header("X-Injected") == "");
    CHECK(a.header("X-Evil") == "a  X-Injected: 1");
    CHECK(a.header("Content-Type") == "");
}

TEST_CASE("a body over the limit is refused before it is read, and the sender gets to see it") {
    TestProgram program;
    TestServer server(program);
    {
        Stream s = server.connect();
        s.send(post("/fits", std::string(1000, 'x')));
        CHECK(AnswerReader(s).next().status == 200);
    }
    {
        Stream s = server.connect();
        s.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");
        Answer a = AnswerReader(s).next();
        CHECK(a.status == 413);
        CHECK(a.body == "too large: /p");
        CHECK(a.header("Connection") == "close");
    }
    {
        // The sender writes megabytes before it reads; a reset would take the answer away from it.
        Stream s = server.connect();
        s.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n");
        CHECK(s.send(std::string(8'000'000, 'x')));
        s.shutdown_write();
        CHECK(s.read_all().find("too large: /p") != std::string::npos);
    }
    {
        Stream s = server.connect();
        s.send("POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + std::string(1000, 'x') +
               "\r\n1\r\nx\r\n");
        Answer a = AnswerReader(s).next();
        CHECK(a.status == 413);
        s.shutdown_write();
        CHECK(s.read_all() == "");
    }
}

TEST_CASE("100 Continue is said when the body is awaited, and not when it is refused") {
    TestProgram program;
    TestServer server(program);
    {
        Stream s = server.connect();
        AnswerReader answers(s);
        s.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        CHECK(answers.next().status == 100);
        s.send("body");
        CHECK(answers.next().body == "POST /p body");
        s.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\nbody");
        CHECK(answers.next().status == 200);
        s.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n");
        CHECK(answers.next().status == 200);
    }
    {
        Stream s = server.connect();
        s.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\nExpect: 100-continue\r\n\r\n");
        CHECK(AnswerReader(s).next().status == 413);
    }
    {
        // Behind an answer that is still awaited it waits its turn.
        Slot<std::unique_ptr<Responder>> waiting;
        program.on_request = [&](auto, auto responder) { waiting.put(std::move(responder)); };
        Stream s = server.connect();
        AnswerReader answers(s);
        s.send(get("/") + "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        waiting.take()->send(Response());
        CHECK(answers.next().status == 200);
        CHECK(answers.next().status == 100);
        s.send("body");
        waiting.take()->send(Response());
        CHECK(answers.next().status == 200);
    }
}

TEST_CASE("a large body is spooled to a file that goes with the request") {
    TempFolder folder;
    TestProgram program;
    program.body_max = 10'000'000;
    Slot<std::unique_ptr<Request>> got;
    program.on_request = [&](auto request, auto responder) {
        got.put(std::move(request));
        responder->send(Response());
    };
    ServerOptions options;
    options.spool_dir = folder.path;
    options.body_memory_max = 100'000;
    TestServer server(program, options);
    Stream s = server.connect();
    AnswerReader answers(s);
    std::string body;
    for (int i = 0; body.size() < 3'000'000; ++i) body += std::to_string(i) + ",";

    auto check = [&](std::unique_ptr<Request> r) {
        CHECK(r->body.empty());
        CHECK(r->body_bytes == body.size());
        REQUIRE(!r->body_file.empty());
        std::ifstream in(r->body_file, std::ios::binary);
        std::string content((std::istreambuf_iterator<char>(in)), {});
        CHECK((content == body));
        struct stat info;
        REQUIRE(stat(r->body_file.c_str(), &info) == 0);
        CHECK((info.st_mode & 0777) == 0600);
        CHECK(folder.files() == 1);
        r.reset();
        CHECK(folder.files() == 0);
    };
    s.send(post("/", body));
    CHECK(answers.next().status == 200);
    check(got.take());

    std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (size_t at = 0; at < body.size(); at += 50'000) {
        std::string part = body.substr(at, 50'000);
        char size[16];
        snprintf(size, sizeof size, "%zx\r\n", part.size());
        chunked += size + part + "\r\n";
    }
    s.send(chunked + "0\r\n\r\n");
    CHECK(answers.next().status == 200);
    check(got.take());

    s.send(post("/", std::string(100'000, 'x')));
    CHECK(answers.next().status == 200);
    auto small = got.take();
    CHECK(small->body_file.empty());
    CHECK(small->body.size() == 100'000);

    // A sender that leaves half-way leaves nothing behind.
    s.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + std::string(150'000, 'x'));
    s.shutdown_write();
    CHECK(s.read_all() == "");
    CHECK(folder.files() == 0);
}

TEST_CASE("slow senders are cut off") {
    TestProgram program;
    ServerOptions options;
    options.head_timeout_ms = 50;
    options.body_timeout_ms = 50;
    options.idle_timeout_ms = 50;
    options.linger_ms = 50;
    TestServer server(program, options);
    SUBCASE("that send nothing") {
        Stream s = server.connect();
        CHECK(s.read_all() == "");
    }
    SUBCASE("within the head") {
        Stream s = server.connect();
        s.send("GET / HTTP/1.1\r\nHo");
        CHECK(s.read_all().find("HTTP/1.1 408 ") == 0);
    }
    SUBCASE("within the body") {
        Stream s = server.connect();
        s.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx");
        CHECK(s.read_all().find("HTTP/1.1 408 ") == 0);
    }
    SUBCASE("that are done") {
        Stream s = server.connect();
        s.send(get("/"));
        std::string all = s.read_all();
        CHECK(all.find("HTTP/1.1 200 OK") == 0);
        CHECK(all.find("408") == std::string::npos);
    }
}

TEST_CASE("an answer may take longer than every time-out of the connection") {
    TestProgram program;
    Slot<std::unique_ptr<Responder>> waiting;
    program.on_request = [&](auto request, auto responder) {
        if (request->raw_path == "/slow") return waiting.put(std::move(responder));
        responder->send(Response());
    };
    ServerOptions options;
    options.head_timeout_ms = options.body_timeout_ms = options.idle_timeout_ms = options.write_timeout_ms = 20;
    TestServer server(program, options);
    Stream slow = server.connect();
    slow.send(get("/slow"));
    auto responder = waiting.take();
    // Another connection that is idle is cut off meanwhile: twice its time-out has passed for both.
    for (int i = 0; i < 2; ++i) {
        Stream idle = server.connect();
        CHECK(idle.read_all() == "");
    }
    responder->send(Response());
    CHECK(AnswerReader(slow).next().status == 200);
}

TEST_CASE("a peer that does not read its answer is cut off, a slow one gets it whole") {
    TestProgram program;
    auto body = std::make_shared<const std::string>(std::string(20'000'000, 'x'));
    program.on_request = [&](auto, auto responder) {
        Response r;
        r.content_type = "application/octet-stream";
        r.shared_body = body;
        responder->send(std::move(r));
    };
    ServerOptions options;
    options.write_timeout_ms = 100;
    TestServer server(program, options);
    Stream stuck = server.connect(false, 4096);
    stuck.send(get("/"));
    TestServer patient(program);
    Stream reader = patient.connect(false, 4096);
    reader.send(get("/"));
    CHECK(AnswerReader(reader).next().body.size() == body->size());
    // The stuck one: what the kernel holds, then a reset or an end; never all of it.
    Stream third = server.connect();
    while (server.server.stats().connections > 1) {
        third.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        REQUIRE(AnswerReader(third).next(true).status == 200);
    }
    CHECK(stuck.read_all().size() < body->size());
}

TEST_CASE("large text is packed for those who accept it") {
    TestProgram program;
    std::string body;
    for (int i = 0; i < 5000; ++i) body += "{\"number\":" + std::to_string(i) + "},";
    program.on_request = [&](auto request, auto responder) {
        Response r;
        if (request->raw_path == "/shared") {
            r.shared_body = std::make_shared<const std::string>(body);
        } else if (request->raw_path == "/small") {
            r.body = "small";
        } else {
            r.body = body;
        }
        responder->send(std::move(r));
    };
    TestServer server(program);
    Stream s = server.connect();
    AnswerReader answers(s);
    for (const char* path : {"/", "/shared"}) {
        s.send(get(path, "Accept-Encoding: gzip, deflate\r\n"));
        Answer a = answers.next();
        CHECK(a.header("Content-Encoding") == "gzip");
        CHECK(a.header("Vary") == "Accept-Encoding");
        CHECK(a.body.size() < body.size() / 3);
        CHECK((gunzip(a.body, body.size()) == body));
        s.send(get(path));
        a = answers.next();
        CHECK(a.header("Content-Encoding") == "");
        CHECK(a.header("Vary") == "Accept-Encoding");
        CHECK((a.body == body));
    }
    s.send(get("/small", "Accept-Encoding: gzip\r\n"));
    Answer a = answers.next();
    CHECK(a.header("Content-Encoding") == "");
    CHECK(a.header("Vary") == "");
    CHECK(a.body == "small");
}

namespace {
void check_files(bool tls) {
    TempFolder folder;
    rk::test::SelfSigned certificate;
    std::string content;
    while (content.size() < 300'000) content += std::to_string(content.size()) + " ";
    std::string path = folder.file("data", content);
    TestProgram program;
    program.on_request = [&](auto request, auto responder) {
        Response r;
        r.content_type = "application/octet-stream";
        r.set_header("ETag", "\"v1\"");
        r.set_header("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
        r.file = std::make_unique<Response::File>();
        r.file->path = request->raw_path == "/missing" ? path + "x"
                       : request->raw_path == "/once"  ? folder.file("once", "x")
                                                       : path;
        r.file->bytes = request->raw_path == "/once" ? 1 : content.size();
        r.file->remove_after = request->raw_path == "/once";
        if (request->raw_path == "/part") {
            r.file->offset = 100;
            r.file->bytes = 1000;
        }
        responder->send(std::move(r));
    };
    ServerOptions options;
    if (tls) {
        options.tls.certificate_file = certificate.certificate();
        options.tls.key_file = certificate.key();
    }
    TestServer server(program, options);
    Stream s = server.connect(tls);
    AnswerReader answers(s);
    auto ask = [&](const std::string& lines, const std::string& target = "/") {
        s.send(get(target, lines));
        return answers.next();
    };
    Answer a = ask("");
    CHECK(a.status == 200);
    CHECK((a.body == content));
    CHECK(a.header("Accept-Ranges") == "bytes");
    a = ask("Range: bytes=10-19\r\n");
    CHECK(a.status == 206);
    CHECK(a.body == content.substr(10, 10));
    CHECK(a.header("Content-Range") == "bytes 10-19/" + std::to_string(content.size()));
    a = ask("Range: bytes=-5\r\n");
    CHECK(a.body == content.substr(content.size() - 5));
    a = ask("Range: bytes=250000-\r\n");
    CHECK(a.body == content.substr(250'000));
    a = ask("Range: bytes=5-9\r\n", "/part");
    CHECK(a.body == content.substr(105, 5));
    CHECK(a.header("Content-Range") == "bytes 5-9/1000");
    a = ask("Range: bytes=900000-\r\n");
    CHECK(a.status == 416);
    CHECK(a.header("Content-Range") == "bytes */" + std::to_string(content.size()));
    CHECK(a.body == "");
    CHECK(ask("Range: bytes=0-1,5-6\r\n").status == 200);
    CHECK(ask("Range: bytes=0-1\r\nIf-Range: \"v1\"\r\n").status == 206);
    CHECK(ask("Range: bytes=0-1\r\nIf-Range: \"v0\"\r\n").status == 200);
    CHECK(ask("Range: bytes=0-1\r\nIf-Range: W/\"v1\"\r\n").status == 200);
    CHECK(ask("Range: bytes=0-1\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n").status == 206);
    CHECK(ask("Range: bytes=0-1\r\nIf-Range: Sun, 06 Nov 1994 08:49:38 GMT\r\n").status == 200);
    a = ask("If-None-Match: W/\"v1\"\r\n");
    CHECK(a.status == 304);
    CHECK(a.header("ETag") == "\"v1\"");
    CHECK(ask("If-None-Match: \"v2\"\r\n").status == 200);
    CHECK(ask("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n").status == 304);
    CHECK(ask("If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT\r\n").status == 200);
    CHECK(ask("If-None-Match: \"v2\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n").status == 200);
    s.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    a = answers.next(true);
    CHECK(a.header("Content-Length") == std::to_string(content.size()));
    CHECK(ask("", "/missing").status == 500);
    CHECK(ask("", "/once").body == "x");
    CHECK(ask("", "/part").status == 200);  // the server is done with the one before
    CHECK(folder.files() == 1);
    // Files and other answers keep their order in a pipeline.
    s.send(get("/") + get("/part") + get("/"));
    CHECK((answers.next().body == content));
    CHECK(answers.next().body == content.substr(100, 1000));
    CHECK((answers.next().body == content));
}
}  // namespace

TEST_CASE("files are sent with ranges and conditions") { check_files(false); }
TEST_CASE("files are sent with ranges and conditions over TLS") { check_files(true); }

TEST_CASE("TLS carries large bodies both ways and a new certificate is taken without a restart") {
    rk::test::SelfSigned certificate;
    TestProgram program;
    program.body_max = 10'000'000;
    program.on_request = [](auto request, auto responder) {
        CHECK(request->tls);
        Response r;
        r.content_type = "application/octet-stream";
        r.body = std::move(request->body);
        responder->send(std::move(r));
    };
    ServerOptions options;
    options.body_memory_max = 10'000'000;
    options.tls.certificate_file = certificate.certificate();
    options.tls.key_file = certificate.key();
    TestServer server(program, options);
    std::string body;
    while (body.size() < 2'000'000) body += std::to_string(body.size());
    Stream s = server.connect(true);
    AnswerReader answers(s);
    s.send(post("/", body));
    CHECK((answers.next().body == body));
    // Pipelined beyond what one record or one read holds.
    std::string all;
    for (int i = 0; i < 500; ++i) all += post("/", "body " + std::to_string(i));
    s.send(all);
    for (int i = 0; i < 500; ++i) REQUIRE(answers.next().body == "body " + std::to_string(i));

    certificate.write("renewed");
    CHECK(server.server.reload_tls());
    Stream renewed = server.connect(true);
    renewed.send(post("/", "x"));
    CHECK(AnswerReader(renewed).next().body == "x");
    std::filesystem::remove(certificate.key());
    CHECK_FALSE(server.server.reload_tls());
    Stream still = server.connect(true);
    still.send(post("/", "x"));
    CHECK(AnswerReader(still).next().body == "x");

    // Plain HTTP on the TLS port ends without harm.
    Stream plain = server.connect();
    plain.send(get("/"));
    plain.read_all();
}

TEST_CASE("what cannot be listened on is said in a sentence") {
    TestProgram program;
    TestServer first(program);
    ServerOptions options;
    options.listen = "127.0.0.1:" + std::to_string(first.server.port());
    Server second(options, program);
    auto started = second.start();
    REQUIRE_FALSE(started);
    CHECK(started.error().find("Address already in use") != std::string::npos);
    options.listen = "127.0.0.1:0";
    options.tls.certificate_file = "/does/not/exist";
    Server third(options, program);
    CHECK_FALSE(third.start());
    options.listen = "no port";
    Server fourth(options, program);
    CHECK_FALSE(fourth.start());
}

TEST_CASE("a unix socket serves too, and a stale one is taken over") {
    TempFolder folder;
    TestProgram program;
    ServerOptions options;
    options.unix_socket = folder.path + "/socket";
    options.client_ip_headers = {"X-Forwarded-For"};
    program.on_request = [](auto request, auto responder) {
        Response r;
        r.body = "from " + request->remote_ip;
        responder->send(std::move(r));
    };
    {
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un a{};
        a.sun_family = AF_UNIX;
        strcpy(a.sun_path, options.unix_socket.c_str());
        REQUIRE(bind(fd, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0);
        close(fd);
    }
    {
        TestServer server(program, options);
        Stream s = Stream::connect_unix(options.unix_socket);
        s.send(get("/", "X-Forwarded-For: 1.2.3.4\r\n"));
        CHECK(AnswerReader(s).next().body == "from 1.2.3.4");
        server.server.stop(1000);
    }
    CHECK(folder.files() == 0);
}

TEST_CASE("forwarded addresses count from trusted proxies only") {
    TestProgram program;
    program.on_request = [](auto request, auto responder) {
        Response r;
        r.body = request->remote_ip;
        responder->send(std::move(r));
    };
    auto ask = [&](std::vector<std::string> ranges, const std::string& lines) {
        ServerOptions options;
        options.client_ip_headers = {"X-Forwarded-For", "X-Real-IP"};
        for (auto& r : ranges) options.trusted_proxies.push_back(*parse_ip_range(r));
        TestServer server(program, options);
        Stream s = server.connect();
        s.send(get("/", lines));
        return AnswerReader(s).next().body;
    };
    CHECK(ask({}, "X-Forwarded-For: 1.2.3.4\r\n") == "127.0.0.1");
    CHECK(ask({"10.0.0.0/8"}, "X-Forwarded-For: 1.2.3.4\r\n") == "127.0.0.1");
    std::vector<std::string> ours = {"127.0.0.0/8", "10.0.0.0/8"};
    CHECK(ask(ours, "") == "127.0.0.1");
    CHECK(ask(ours, "X-Forwarded-For: 1.2.3.4\r\n") == "1.2.3.4");
    CHECK(ask(ours, "X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.0.0.5\r\n") == "1.2.3.4");
    CHECK(ask(ours, "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 1.2.3.4\r\n") == "1.2.3.4");
    CHECK(ask(ours, "X-Forwarded-For: 10.1.1.1, 10.0.0.5\r\n") == "10.1.1.1");
    CHECK(ask(ours, "X-Forwarded-For: 6.6.6.6, unknown, 10.0.0.5\r\n") == "10.0.0.5");
    CHECK(ask(ours, "X-Forwarded-For: nonsense\r\n") == "127.0.0.1");
    CHECK(ask(ours, "X-Real-IP: 2001:db8::1\r\n") == "2001:db8::1");
    CHECK(ask(ours, "X-Real-IP: 9.9.9.9\r\nX-Forwarded-For: [2001:db8::2]:443\r\n") == "2001:db8::2");
}

TEST_CASE("over the maximum of connections new ones wait until one ends") {
    TestProgram program;
    ServerOptions options;
    options.connections_max = 2;
    TestServer server(program, options);
    Stream a = server.connect(), b = server.connect(), c = server.connect();
    a.send(get("/"));
    b.send(get("/"));
    c.send(get("/third"));
    CHECK(AnswerReader(a).next().status == 200);
    CHECK(AnswerReader(b).next().status == 200);
    CHECK(server.server.stats().accepted == 2);
    a.close();
    CHECK(AnswerReader(c).next().body == "GET /third ");
}

TEST_CASE("connections are spread evenly over the io threads") {
    TestProgram program;
    std::mutex mutex;
    std::map<int, int> seen;
    program.on_request = [&](auto request, auto responder) {
        {
            std::lock_guard lock(mutex);
            ++seen[request->loop];
        }
        responder->send(Response());
    };
    ServerOptions options;
    options.io_threads = 3;
    TestServer server(program, options);
    std::vector<Stream> streams;
    for (int i = 0; i < 9; ++i) {
        streams.push_back(server.connect());
        streams.back().send(get("/"));
        CHECK(AnswerReader(streams.back()).next().status == 200);
    }
    CHECK(seen == std::map<int, int>{{0, 3}, {1, 3}, {2, 3}});
}

TEST_CASE("a graceful stop answers what is in flight and closes what is idle") {
    TestProgram program;
    Slot<std::unique_ptr<Responder>> waiting;
    Slot<bool> closed;
    struct Watch final : WsHandler {
        Slot<bool>& closed;
        explicit Watch(Slot<bool>& c) : closed(c) {}
        void on_text(std::string_view) override {}
        void on_binary(std::string_view) override {}
        void on_close() override { closed.put(true); }
    };
    program.on_request = [&](auto request, auto responder) {
        if (request->raw_path == "/slow") return waiting.put(std::move(responder));
        responder->send(Response());
    };
    program.on_accepted = [&](auto connection, auto) { connection->set_handler(std::make_shared<Watch>(closed)); };
    ServerOptions options;
    options.io_threads = 2;
    TestServer server(program, options);
    Stream idle = server.connect(), busy = server.connect(), half = server.connect();
    idle.send(get("/"));
    CHECK(AnswerReader(idle).next().status == 200);
    busy.send(get("/slow"));
    auto responder = waiting.take();
    half.send(get("/"));
    AnswerReader half_answers(half);
    CHECK(half_answers.next().status == 200);
    auto ws = server.websocket();
    REQUIRE(ws.is_open());
    half.send("POST /late HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    CHECK(half_answers.next().status == 100);

    server.server.begin_stop();
    CHECK(idle.read_all() == "");
    CHECK(ws.wait_closed() == 1001);
    CHECK(closed.take());
    half.send("xy");
    Answer late = half_answers.next();
    CHECK(late.status == 200);
    CHECK(late.header("Connection") == "close");
    std::thread stopping([&] { server.server.stop(5000); });
    Response r;
    r.body = "done";
    responder->send(std::move(r));
    Answer a = AnswerReader(busy).next();
    CHECK(a.body == "done");
    CHECK(a.header("Connection") == "close");
    CHECK(busy.read_all() == "");
    stopping.join();
    CHECK(server.server.stats().connections == 0);
    int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(server.server.port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0);
    ::close(fd);
}

TEST_CASE("a stop without patience ends what is in flight; Responders and WebSockets may outlive the server") {
    TestProgram program;
    Slot<std::unique_ptr<Responder>> waiting;
    Slot<std::shared_ptr<WsConnection>> sockets;
    struct Ignore final : WsHandler {
        void on_text(std::string_view) override {}
        void on_binary(std::string_view) override {}
        void on_close() override {}
    };
    program.on_request = [&](auto, auto responder) { waiting.put(std::move(responder)); };
    program.on_accepted = [&](auto connection, auto) {
        connection->set_handler(std::make_shared<Ignore>());
        sockets.put(connection);
    };
    std::unique_ptr<Responder> responder;
    std::shared_ptr<WsConnection> socket;
    {
        TestServer server(program);
        Stream s = server.connect();
        s.send(get("/"));
        responder = waiting.take();
        auto ws = server.websocket();
        socket = sockets.take();
        server.server.stop(0);
        CHECK(s.read_all() == "");
    }
    responder->send(Response());
    responder.reset();
    socket->send("nobody");
    socket->close(1000, "");
    CHECK(socket->queued_bytes() < 1000);
}
