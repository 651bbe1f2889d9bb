// Serves `emulate` as GitHub on a free port of loopback, with one open pull request, and prints what is
// there as one line of JSON. Ends when its standard input does, so it outlives no test.
import net from "node:net";
import { createEmulator } from "emulate";

// It would listen on all interfaces, and asks for a fixed port.
const { listen } = net.Server.prototype;
let port;
net.Server.prototype.listen = function (_port, ...others) {
  const then = others.find((other) => typeof other === "function");
  this.once("listening", () => { port = this.address().port; });
  return listen.call(this, 0, "127.0.0.1", then);
};

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

const [owner, repository, token] = ["octocat", "hello-world", "ghp_emulated"];
await createEmulator({
  service: "github",
  port: 4000,
  seed: {
    tokens: { [token]: { login: owner, scopes: ["repo", "user"] } },
    github: {
      users: [{ login: owner, name: "The Octocat", email: "octocat@example.org" }],
      repos: [{ owner, name: repository, auto_init: true }],
    },
  },
});
while (port === undefined) await new Promise((resolve) => setTimeout(resolve, 5));

const url = `http://127.0.0.1:${port}`;
const ask = async (method, path, body) => {
  const reply = await fetch(`${url}/repos/${owner}/${repository}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return reply.json();
};
const base = (await ask("GET", "/git/ref/heads/main")).object.sha;
const tree = (await ask("GET", `/git/commits/${base}`)).tree.sha;
const commit = await ask("POST", "/git/commits", { message: "change", tree, parents: [base] });
await ask("POST", "/git/refs", { ref: "refs/heads/change", sha: commit.sha });
const pull = await ask("POST", "/pulls", { title: "Change", head: "change", base: "main" });
console.log(JSON.stringify({
  url, repository: `${owner}/${repository}`, token, number: pull.number, head: pull.head.sha,
}));
