// The parts of the program that feature code may ask for, each made by main (or by a test) and handed over here.
#pragma once
#include <memory>

#include "base/time.h"

namespace rk {

class Clock;
class ConfigStore;
class Database;
class DeliverySender;
class FileStore;
class HttpClient;
class Hub;
class MailQueue;
class Mailer;
class MentionIndex;
class Metrics;
class OutgoingConnections;
class OutgoingHookTable;
class PostCache;
class RateLimiter;
class RoleStore;
class SearchIndex;
class ServerState;
class SessionStore;
class StandardHeaders;
class StatusStore;
class Ticker;
class Tx;
namespace commands {
class EchoQueue;
}
namespace webhooks {
class SlackHookReader;
}
class UserStore;
class Workers;
struct Config;
struct ServerFacts;

struct Services {
    Clock* clock = nullptr;
    ConfigStore* config = nullptr;
    Database* db = nullptr;
    Hub* hub = nullptr;
    SessionStore* sessions = nullptr;
    RoleStore* roles = nullptr;
    StatusStore* statuses = nullptr;
    std::shared_ptr<UserStore> users;        // made by users::start
    std::shared_ptr<SearchIndex> search;     // made by search::start
    std::shared_ptr<MentionIndex> mentions;  // made by posts::start
    std::shared_ptr<PostCache> post_cache;   // made by posts::start
    Workers* workers = nullptr;
    Ticker* ticker = nullptr;  // jobs are added before it starts
    Mailer* mailer = nullptr;
    std::shared_ptr<MailQueue> mails;                           // in front of `mailer`; made by users::start
    std::shared_ptr<commands::EchoQueue> echoes;                // made by commands::start
    std::shared_ptr<OutgoingHookTable> outgoing_hooks;          // made by outgoing_hooks::start
    std::shared_ptr<OutgoingConnections> outgoing_connections;  // made by outgoing_oauth::start
    std::shared_ptr<DeliverySender> deliveries;                 // made by deliveries::start
    std::shared_ptr<RateLimiter> registrations;                 // of OAuth clients; made by oauth::start
    FileStore* files = nullptr;
    HttpClient* http = nullptr;
    Metrics* metrics = nullptr;
    const webhooks::SlackHookReader* slack_hooks = nullptr;
    StandardHeaders* headers = nullptr;
    ServerFacts* facts = nullptr;        // set at start, then only read
    std::shared_ptr<ServerState> state;  // made by system::start
};

// The settings in force: one snapshot, unchanging.
std::shared_ptr<const Config> config_of(const Services& services);
std::shared_ptr<const Config> config_of(const Tx& tx);

}  // namespace rk
