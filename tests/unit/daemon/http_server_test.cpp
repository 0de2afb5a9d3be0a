#include "daemon/http/http_server.h"

#include "daemon/http/api.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <future>
#include <thread>

namespace ticketd::daemon {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

namespace {

/// A server on a free port and a control socket, on a net thread of its own.
class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() {
    auto pattern = (std::filesystem::temp_directory_path() / "ticketd-http-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
    settings_.listen = {"127.0.0.1:0"};
    settings_.control_socket = directory_ / "control.sock";
    handler_ = [](HttpRequest request, const Respond& respond) {
      respond({200, request.method + " " + request.target.path.at(0) + " " + request.body, "text/plain"});
    };
  }

  ~HttpServerTest() override {
    stop();
    std::filesystem::remove_all(directory_);
  }

  void start() {
    HttpDoors doors;
    doors.handle = [this](HttpRequest request, Respond respond) {
      handler_(std::move(request), std::move(respond));
    };
    doors.admit = [this](const Knock& knock, const std::string& method, const HttpTarget& target) {
      return doorkeeper_.admit(knock, method, target, std::chrono::steady_clock::now());
    };
    doors.body_limit = [](const HttpTarget&) { return std::size_t{1000}; };
    doors.takes_long = [](const HttpTarget& target) { return target.path.back() == "long"; };
    auto opened = HttpServer::open(net_, settings_, doors);
    ASSERT_TRUE(opened) << opened.error().detail;
    server_ = std::move(*opened);
    server_->start();
    thread_ = std::thread([this] { net_.run(); });
  }

  void stop() {
    if (!thread_.joinable()) return;
    asio::post(net_, [this] { server_->stop(milliseconds(200), [] {}); });
    thread_.join();
  }

  asio::ip::tcp::socket connect() {
    const auto name = server_->addresses().at(0);
    asio::ip::tcp::socket peer(client_);
    const auto port = static_cast<std::uint16_t>(std::stoi(name.substr(name.rfind(':') + 1)));
    peer.connect({asio::ip::make_address("127.0.0.1"), port});
    return peer;
  }
  asio::local::stream_protocol::socket connect_locally() {
    asio::local::stream_protocol::socket peer(client_);
    peer.connect(asio::local::stream_protocol::endpoint(settings_.control_socket.string()));
    return peer;
  }

  /// What the server says until it closes.
  template <class Peer>
  static std::string say(Peer peer, const std::string& text) {
    boost::system::error_code error;
    asio::write(peer, asio::buffer(text), error);
    std::string answer;
    asio::read(peer, asio::dynamic_buffer(answer), error);
    return answer;
  }

  asio::io_context net_, client_;
  std::filesystem::path directory_;
  HttpSettings settings_;
  HttpHandler handler_;
  TokenBook tokens_;
  Doorkeeper doorkeeper_{tokens_, Api::needs, [](const core::ApiToken&) {}};
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

}  // namespace

TEST_F(HttpServerTest, TheControlSocketNeedsNoTokenAndIsForItsGroupOnly) {
  start();
  const auto answer =
      say(connect_locally(),
          "POST /desk HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_THAT(answer, AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), EndsWith("\r\n\r\nPOST desk abc")));
  EXPECT_EQ(std::filesystem::status(settings_.control_socket).permissions(), std::filesystem::perms(0660));
}

TEST_F(HttpServerTest, OverTcpOnlyHealthIsToldWithoutAToken) {
  start();
  for (const auto* path : {"/healthz", "/readyz", "/metrics"})
    EXPECT_THAT(
        say(connect(), "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        StartsWith("HTTP/1.1 200 "));
  const auto refused =
      say(connect(), "GET /api/v1/tickets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer guess\r\n\r\n");
  EXPECT_THAT(refused, AllOf(StartsWith("HTTP/1.1 401 "), HasSubstr("WWW-Authenticate: Bearer\r\n"),
                             HasSubstr("application/problem+json")));
}

TEST_F(HttpServerTest, OneConnectionCarriesSeveralRequests) {
  start();
  const auto answers =
      say(connect_locally(),
          "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answers, AllOf(HasSubstr("GET a "), EndsWith("GET b ")));
}

TEST_F(HttpServerTest, TheHandlerMayAnswerFromAnyThread) {
  std::thread worker;
  handler_ = [&](const HttpRequest&, const Respond& respond) {
    worker = std::thread([respond] { respond({201, "{}"}); });
  };
  start();
  EXPECT_THAT(say(connect_locally(), "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 201 "));
  worker.join();
}

TEST_F(HttpServerTest, WhatIsTooLongIsRefused) {
  start();
  EXPECT_THAT(say(connect(), "GET /healthz HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(say(connect_locally(), "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(
      say(connect_locally(), "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                                 std::string(1001, 'x') + "\r\n0\r\n\r\n"),
      StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpServerTest, WhatCouldBeReadInTwoWaysIsRefused) {
  start();
  for (const auto* request :
       {"GET http://desk/healthz HTTP/1.1\r\nHost: x\r\n\r\n", "nonsense\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc",
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc", "GET /a HTTP/1.1\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "GET /a HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n",
        "GET /a HTTP/1.2\r\nHost: x\r\n\r\n", "GET /a HTTP/1.1\nHost: x\n\n",
        "GET /a HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n"})
    EXPECT_THAT(say(connect_locally(), request), StartsWith("HTTP/1.1 400 ")) << request;
}

TEST_F(HttpServerTest, WhatFollowsAnEncodingThatIsNotChunkedIsNoSecondRequest) {
  start();
  for (const auto* encoding : {"gzip", "identity", "xchunked", "chunked, identity", "gzip, chunked",
                               "chunked, chunked", "\"chunked\"", "chunked\r\nTransfer-Encoding: identity",
                               "identity\r\nTransfer-Encoding: chunked", "gzip\r\nContent-Length: 40"}) {
    const auto answers =
        say(connect_locally(), "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + std::string(encoding) +
                                   "\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(answers, AllOf(StartsWith("HTTP/1.1 400 "), Not(HasSubstr("smuggled")))) << encoding;
  }
  EXPECT_THAT(say(connect_locally(), "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 400 "));
}

TEST_F(HttpServerTest, TheOldVersionNeedsNoHost) {
  start();
  EXPECT_THAT(say(connect(), "GET /healthz HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, ASlowHeaderIsCutOff) {
  settings_.limits.header = milliseconds(50);
  start();
  EXPECT_THAT(say(connect(), "GET /healthz HTTP/1.1\r\nHo"), StartsWith("HTTP/1.1 408 "));
}

TEST_F(HttpServerTest, AnIdleConnectionIsClosed) {
  settings_.limits.idle = milliseconds(50);
  start();
  EXPECT_THAT(say(connect(), ""), IsEmpty());
}

TEST_F(HttpServerTest, ASilentHandlerIsAnsweredFor) {
  settings_.limits.answer = milliseconds(50);
  handler_ = [](const HttpRequest&, const Respond&) {};
  start();
  EXPECT_THAT(say(connect_locally(), "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 503 "));
}

TEST_F(HttpServerTest, WhatTakesLongHasATimeOfItsOwn) {
  settings_.limits.long_answer = milliseconds(50);  // the other is ten minutes
  handler_ = [](const HttpRequest&, const Respond&) {};
  start();
  EXPECT_THAT(say(connect_locally(), "GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 503 "));
}

TEST_F(HttpServerTest, AClientThatWaitsForLeaveGetsIt) {
  start();
  auto peer = connect_locally();
  asio::write(peer, asio::buffer(std::string("POST /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: "
                                             "100-continue\r\nContent-Length: 2\r\n\r\n")));
  std::string leave;
  asio::read(peer, asio::dynamic_buffer(leave), asio::transfer_exactly(25));
  EXPECT_EQ(leave, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(say(std::move(peer), "ok"), EndsWith("POST a ok"));
}

TEST_F(HttpServerTest, HeadIsGetWithoutTheBody) {
  start();
  EXPECT_THAT(say(connect(), "HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              AllOf(HasSubstr("Content-Length: 12\r\n"), EndsWith("\r\n\r\n")));
}

TEST_F(HttpServerTest, MoreSessionsThanAllowedAreClosedAtOnce) {
  settings_.limits.sessions = 1;
  start();
  auto first = connect();
  asio::write(first, asio::buffer(std::string("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")));
  std::string answer;
  asio::read_until(first, asio::dynamic_buffer(answer), "GET healthz ");
  EXPECT_THAT(say(connect(), "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"), IsEmpty());
}

TEST_F(HttpServerTest, OneAddressDoesNotTakeEverySession) {
  settings_.limits.sessions_per_address = 1;
  start();
  {
    auto first = connect();
    asio::write(first, asio::buffer(std::string("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")));
    std::string answer;
    asio::read_until(first, asio::dynamic_buffer(answer), "GET healthz ");
    EXPECT_THAT(say(connect(), "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"), IsEmpty());
  }
  std::string again;  // once the first is gone
  for (int tries = 0; again.empty() && tries < 1000; ++tries)
    again = say(connect(), "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(again, StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, StoppingLetsTheRequestUnderWayBeAnswered) {
  std::promise<Respond> asked;
  handler_ = [&](const HttpRequest&, Respond respond) { asked.set_value(std::move(respond)); };
  start();
  auto answer = std::async(std::launch::async,
                           [this] { return say(connect_locally(), "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"); });
  const auto respond = asked.get_future().get();
  std::promise<void> stopped;
  asio::post(net_, [&] { server_->stop(std::chrono::seconds(30), [&] { stopped.set_value(); }); });
  respond({200, "late"});
  EXPECT_THAT(answer.get(), EndsWith("late"));
  stopped.get_future().get();
  thread_.join();
}

TEST_F(HttpServerTest, StoppingCutsWhatOutlastsTheGrace) {
  std::promise<Respond> asked;
  handler_ = [&](const HttpRequest&, Respond respond) { asked.set_value(std::move(respond)); };
  start();
  auto answer = std::async(std::launch::async,
                           [this] { return say(connect_locally(), "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"); });
  const auto respond = asked.get_future().get();
  stop();  // returns when the last session is over
  EXPECT_THAT(answer.get(), IsEmpty());
}

}  // namespace ticketd::daemon
