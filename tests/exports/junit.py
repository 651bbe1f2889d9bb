"""Validates JUnit XML by its schema, and prints the names of its tests with whether they failed."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import xmlschema

xmlschema.XMLSchema(str(Path(__file__).with_name("junit-10.xsd"))).validate(sys.argv[1])
suite = ElementTree.parse(sys.argv[1]).getroot().find("testsuite")
tests = [[test.get("name"), test.find("failure") is not None] for test in suite.findall("testcase")]
assert int(suite.get("tests")) == len(tests)
assert int(suite.get("failures")) == sum(failed for _, failed in tests)
print(json.dumps(tests))
