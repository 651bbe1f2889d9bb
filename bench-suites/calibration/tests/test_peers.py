"""How answers of peers are counted, and the rules that are not the peers' own code."""

import argparse
import unittest
from pathlib import Path
from unittest import mock

from peers import compare, rules
from peers.tools import PEERS, Peer, ToolError, Trial


def answer(peer: str, extra: int, verdict: str, block: int = 0) -> compare.Answer:
    """Return an answer of which only those count."""
    return compare.Answer(block, peer, "idle", extra, 1, verdict, 2.0, 0.0, "")


def broken(_trial: Trial) -> str:
    """Fail like a peer that crashes."""
    raise ToolError("it crashed")


def options(**changed: object) -> argparse.Namespace:
    """Return options for two blocks of one question."""
    usual: dict[str, object] = {
        "folder": Path("/nowhere"),
        "paceline": "paceline",
        "seconds": 1.0,
        "run_seconds": {"idle": 0.03},
        "extra": [0],
        "noise": ["idle"],
        "blocks": 2,
        "minutes": 5.0,
        "seed": 1,
        "peer": None,
    }
    return argparse.Namespace(**{**usual, **changed})


class Counting(unittest.TestCase):
    """`compare.table` and what it counts."""

    def test_errors_are_no_answers(self) -> None:
        peers = [Peer("p", "", "", broken)]
        verdicts = ["slower", "same", "error", "error"]
        printed = compare.table([answer("p", 0, verdict) for verdict in verdicts], peers, "idle")
        self.assertIn("| p | 1 of 2 [1%, 99%] | 0 of 2 [0%, 84%] | - | 2 | 2.0 |", printed)

    def test_false_alarms_and_finds_are_counted_apart(self) -> None:
        peers = [Peer("p", "", "", broken)]
        done = [answer("p", 0, "same"), answer("p", 5, "slower"), answer("q", 0, "slower")]
        self.assertIn(
            "| p | 0 of 1 [0%, 97%] | 1 of 1 [2%, 100%] |", compare.table(done, peers, "idle")
        )

    def test_a_peer_that_crashes_is_an_error_with_its_message(self) -> None:
        done = list(compare.answers([Peer("p", "", "", broken)], options()))
        self.assertEqual([(a.verdict, a.detail) for a in done], [("error", "it crashed")] * 2)

    def test_peers_that_are_not_installed_are_listed(self) -> None:
        with mock.patch("shutil.which", return_value=None):
            there, missing = compare.chosen(options())
        self.assertEqual(there, [])
        self.assertEqual(missing, list(PEERS))
        self.assertIn(
            "NOT INSTALLED, and so not compared: tango", compare.report([], there, missing)
        )

    def test_every_block_asks_every_question_once(self) -> None:
        peers = [Peer(name, "", "", lambda _trial: "same") for name in "ab"]
        done = list(compare.answers(peers, options(extra=[0, 5])))
        asked = sorted((a.block, a.peer, a.extra) for a in done)
        self.assertEqual(asked, [(b, p, e) for b in (0, 1) for p in "ab" for e in (0, 5)])


class Rules(unittest.TestCase):
    """Rules that are re-implemented."""

    def test_the_ratio_alerts_above_200_percent(self) -> None:
        self.assertEqual(rules.ratio([1.0, 1.0], [2.0, 2.0]), "same")
        self.assertEqual(rules.ratio([1.0, 1.0], [2.0, 2.1]), "slower")
