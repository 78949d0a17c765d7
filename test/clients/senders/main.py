"""Programs of others that only send, as their sources write their requests, against the server at the address given.

What each reads of an answer is checked as strictly as it does, and what stands in the channel afterwards.
"""
import sys

from accounts import check_outlook, check_zabbix
from hooks import check_alertmanager, check_gitea, check_grafana, check_jenkins
from lib import Tally
from scene import Scene

tally = Tally()
scene = Scene(sys.argv[1])
for check in (check_jenkins, check_alertmanager, check_grafana, check_gitea, check_outlook, check_zabbix):
    check(tally, scene)
sys.exit(tally.finish())
