"""Cuts GitHub's OpenAPI description down to the operations that paceline uses.

    npm pack @octokit/openapi@23.0.2 && tar -xzf octokit-openapi-23.0.2.tgz
    python3 cut.py package/generated/api.github.com.json github.json

What is left out: other operations, everything they alone refer to, and links to web pages. Examples
stay where they show a whole reply: the fake makes its own replies from them.
"""

import json
import sys

REPOSITORY = "/repos/{owner}/{repo}"
OPERATIONS = {
    "/user": ["get"],
    REPOSITORY + "/check-runs": ["post"],
    REPOSITORY + "/check-runs/{check_run_id}": ["patch"],
    REPOSITORY + "/commits/{commit_sha}/pulls": ["get"],
    REPOSITORY + "/commits/{ref}/check-runs": ["get"],
    REPOSITORY + "/issues/comments/{comment_id}": ["get", "patch", "delete"],
    REPOSITORY + "/issues/{issue_number}/comments": ["get", "post"],
    REPOSITORY + "/pulls": ["get"],
    REPOSITORY + "/pulls/{pull_number}": ["get"],
    REPOSITORY + "/pulls/{pull_number}/files": ["get"],
    REPOSITORY + "/statuses/{sha}": ["post"],
}
# Says nothing about shapes.
DROPPED = {"x-github", "x-octokit", "x-githubEnterpriseCloudUrl", "externalDocs"}


def stripped(node):
    """`node` without what says nothing about shapes."""
    if isinstance(node, dict):
        return {key: stripped(value) for key, value in node.items() if key not in DROPPED}
    if isinstance(node, list):
        return [stripped(value) for value in node]
    return node


def keep_references(node, components, kept):
    """Copies into `kept` whatever `node` refers to, however deep."""
    if isinstance(node, list):
        for value in node:
            keep_references(value, components, kept)
        return
    if not isinstance(node, dict):
        return
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/components/"):
        section, name = reference.split("/")[2:]
        if name not in kept.setdefault(section, {}):
            kept[section][name] = components[section][name]
            keep_references(components[section][name], components, kept)
    for value in node.values():
        keep_references(value, components, kept)


def main(source, target):
    with open(source, encoding="utf-8") as file:
        document = stripped(json.load(file))
    paths = {}
    for path, methods in OPERATIONS.items():
        item = document["paths"][path]
        paths[path] = {method: item[method] for method in methods}
    kept = {}
    keep_references(paths, document["components"], kept)
    cut = {key: document[key] for key in ("openapi", "info")}
    cut.update(paths=paths, components=kept)
    with open(target, "w", encoding="utf-8") as file:
        json.dump(cut, file, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
