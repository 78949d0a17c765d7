"""Every test suite, a line each, in the order in which ./do test runs them.

A suite is a program that prints what failed and, last, `N passed, N failed` (a doctest program's own totals do as
well), and exits 0 only when nothing failed. `{preset}` is the build under test: the one that ./do test chose, unless
`preset` names another; `builds` are the CMake targets of it that must be there first. A suite that cannot start, runs
no test, or exceeds `minutes` has failed.
"""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Suite:
    name: str
    doc: str
    command: str
    builds: tuple = ()
    minutes: float = 10
    preset: str = ""


SUITES = [
    Suite("tools", "the test tools themselves", "python3 test/tools_test.py"),
    Suite("unit", "the C++ tests", "build/{preset}/renkei_tests", ("renkei_tests",)),
    Suite("check", "what a reviewer would otherwise say: layout, includes, words, links, copies", "python3 tools/check.py",
          ("renkei",)),
    Suite("cli", "the commands of the program, and the demo", "python3 test/cli.py", ("renkei",)),
    Suite("contract-sqlite", "recorded answers, on SQLite", "python3 test/contract.py sqlite", ("renkei",)),
    Suite("contract-postgres", "recorded answers, on PostgreSQL", "python3 test/contract.py postgres", ("renkei",)),
    Suite("clients-go", "the public Go library against a fresh server", "python3 test/clients/run.py go", ("renkei",)),
    Suite("clients-node", "@mattermost/client against a fresh server", "python3 test/clients/run.py node", ("renkei",)),
    Suite("clients-python", "mattermostdriver, mattermostautodriver, a bot of mmpy-bot and requests-oauthlib against a fresh server",
          "python3 test/clients/run.py python", ("renkei",)),
    Suite("clients-senders", "Jenkins, Alertmanager, Grafana, Gitea, outlook-matters and Zabbix, byte for byte",
          "python3 test/clients/run.py senders", ("renkei",)),
    Suite("example-issue-tracker", "examples/issue-tracker with a Roundup of its own, from /issue to a closed issue",
          "python3 test/issue_tracker.py", ("renkei",)),
    Suite("badinput", "every route with what no client should send", "python3 test/badinput.py", ("renkei",), 15),
    Suite("ssrf", "what people may address must not reach the server's own network", "python3 test/ssrf.py", ("renkei",)),
    Suite("faults", "crashes, a full disk, a lost database, dead and slow targets", "python3 test/faults.py", ("renkei",), 30),
    Suite("asan", "the C++ tests under the address and undefined-behaviour sanitizers",
          "build/{preset}/renkei_tests", ("renkei_tests",), 20, "asan"),
    Suite("asan-contract", "recorded answers, from such a server", "python3 test/contract.py sqlite", ("renkei",), 20, "asan"),
    Suite("tsan", "the C++ tests under the thread sanitizer", "build/{preset}/renkei_tests", ("renkei_tests",), 20, "tsan"),
    Suite("tsan-contract", "recorded answers, from such a server", "python3 test/contract.py postgres", ("renkei",), 20, "tsan"),
    Suite("fuzz-smoke", "every fuzz target for some seconds", "python3 tools/fuzz.py --seconds 5", (), 30),
]
