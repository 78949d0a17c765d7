#include "bench/text.h"

#include <cmath>
#include <iterator>

namespace rk::bench {
namespace {

constexpr const char* kWords[] = {
    "the",      "to",       "a",         "is",      "of",      "and",      "in",       "it",        "for",
    "on",       "we",       "that",      "with",    "this",    "I",        "at",       "be",        "have",
    "not",      "as",       "you",       "build",   "server",  "test",     "please",   "can",       "from",
    "now",      "done",     "merged",    "branch",  "main",    "release",  "failed",   "passed",    "was",
    "will",     "are",      "queue",     "update",  "issue",   "review",   "ticket",   "today",     "tomorrow",
    "meeting",  "thanks",   "looks",     "good",    "again",   "after",    "before",   "customer",  "report",
    "database", "backup",   "network",   "latency", "memory",  "disk",     "alert",    "resolved",  "firing",
    "staging",  "version",  "container", "node",    "cluster", "pipeline", "stage",    "minutes",   "seconds",
    "error",    "warning",  "log",       "retry",   "timeout", "request",  "response", "login",     "password",
    "team",     "channel",  "message",   "file",    "upload",  "invoice",  "contract", "schedule",  "holiday",
    "coffee",   "lunch",    "office",    "printer", "screen",  "keyboard", "driver",   "kernel",    "compiler",
    "linker",   "library",  "package",   "script",  "design",  "draft",    "figure",   "table",     "column",
    "index",    "search",   "result",    "number",  "percent", "graph",    "metric",   "dashboard", "monitor",
    "service",  "webhook",  "plugin",    "token",   "session", "cache",    "storage",  "replica",   "primary",
    "migrate",  "rollback", "hotfix",    "feature", "flag",    "toggle",   "rollout",  "canary",    "incident",
};
constexpr const char* kJapanese[] = {
    "会議",       "資料",         "確認",   "お願いします", "ありがとうございます",
    "明日",       "今日",         "午後",   "サーバー",     "デプロイ",
    "完了",       "失敗しました", "テスト", "リリース",     "修正",
    "対応中",     "障害",         "復旧",   "承知しました", "レビュー",
    "顧客",       "見積もり",     "契約",   "請求書",       "スケジュール",
    "打ち合わせ", "東京",         "大阪",   "開発",         "設計",
    "仕様書",     "データベース", "通知",   "投稿",         "検索",
    "送信",       "受信",         "設定",   "管理者",       "承認",
};
// Syllables of the tail: 16³ made-up words that a few messages each use.
constexpr const char* kSyllables[] = {"ba",  "ko",  "ri",  "mu",  "ten", "sal", "vor", "pin",
                                      "qua", "lex", "dor", "him", "zu",  "far", "nel", "gos"};

uint64_t mix(uint64_t x) {  // splitmix64
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

}  // namespace

std::string message_text(uint64_t serial) {
    uint64_t random = mix(serial + 1);
    auto draw = [&](uint64_t below) {
        random = mix(random);
        return random % below;
    };
    std::string out;
    bool japanese = serial % 10 == 3;
    uint64_t words = japanese ? 4 + draw(12) : 4 + draw(8) + draw(24) * draw(2);
    for (uint64_t i = 0; i < words; ++i) {
        if (japanese) {
            out += kJapanese[draw(std::size(kJapanese))];
            if (draw(4) == 0) out += "、";
            continue;
        }
        if (!out.empty()) out += ' ';
        if (draw(12) == 0) {
            for (int s = 0; s < 3; ++s) out += kSyllables[draw(std::size(kSyllables))];
        } else {
            // The square of a uniform number favours the front of the list, as speech does.
            double u = static_cast<double>(draw(1 << 20)) / (1 << 20);
            out += kWords[static_cast<size_t>(u * u * static_cast<double>(std::size(kWords)))];
        }
    }
    if (serial >= kLoadSerial) return out;
    if (serial % 4 == 0) out.append(" ").append(kCommonWord);
    if (serial % 40 == 13) out.append(kJapaneseWord);
    if (serial % kRareEvery == 17 && serial / kRareEvery < kRareCount) out.append(" ").append(kRareWord);
    out += " #" + std::to_string(serial);  // no two are alike
    return out;
}

}  // namespace rk::bench
