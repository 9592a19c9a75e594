// The official client for JavaScript of the Model Context Protocol, unchanged, against a server of
// ours whose bot "keeper" says "Seven years.".
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const url = new URL(process.env.PARLEY_URL + "/mcp");

async function connect(key = process.env.PARLEY_KEY) {
  const transport = new StreamableHTTPClientTransport(url, {
    requestInit: { headers: { Authorization: "Bearer " + key } },
  });
  const client = new Client({ name: "mcp-client-test", version: "1" });
  await client.connect(transport);
  return { client, transport };
}

let client;
let transport;

before(async () => {
  ({ client, transport } = await connect());
});

after(async () => {
  await client.close();
});

test("connects with a session", async () => {
  assert.equal(client.getServerVersion().name, "parley");
  assert.match(transport.sessionId, /^[!-~]+$/);
  assert.ok(client.getInstructions());
  assert.deepEqual(await client.ping(), {});
});

test("lists tools", async () => {
  const { tools } = await client.listTools();
  assert.deepEqual(
    tools.map((tool) => tool.name),
    ["ask_keeper"],
  );
  assert.equal(tools[0].annotations.readOnlyHint, true);
  assert.ok(tools[0].outputSchema);
});

test("asks with progress and goes on", async () => {
  const told = [];
  const answer = await client.callTool(
    { name: "ask_keeper", arguments: { question: "How long is it?" } },
    undefined,
    { onprogress: (progress) => told.push(progress), resetTimeoutOnProgress: true },
  );
  assert.equal(answer.content[0].text, "Seven years.");
  assert.equal(answer.structuredContent.output, "Seven years.");
  assert.ok(told.length > 0);

  const session_id = answer.structuredContent.session_id;
  const next = await client.callTool({
    name: "ask_keeper",
    arguments: { question: "And then?", session_id },
  });
  assert.equal(next.structuredContent.session_id, session_id);
});

test("is told what is wrong", async () => {
  const unfit = await client.callTool({ name: "ask_keeper", arguments: {} });
  assert.equal(unfit.isError, true);
  assert.match(unfit.content[0].text, /question: missing/);
  await assert.rejects(client.callTool({ name: "ask_nobody", arguments: {} }), { code: -32602 });
  await assert.rejects(client.listResources(), /does not support resources|-32601/);
  await assert.rejects(connect("pk_wrong_key"), /401|Unauthorized/i);
});

test("takes a call back", async () => {
  const stop = new AbortController();
  const answer = client.callTool(
    { name: "ask_keeper", arguments: { question: "How long is it?" } },
    undefined,
    { signal: stop.signal, onprogress: () => stop.abort("enough") },
  );
  await assert.rejects(answer);
  assert.deepEqual(await client.ping(), {});
});

test("ends its session", async () => {
  const other = await connect();
  const { sessionId } = other.transport;
  await other.transport.terminateSession();
  await other.client.close();
  const response = await fetch(url, {
    method: "POST",
    headers: {
      Authorization: "Bearer " + process.env.PARLEY_KEY,
      "Content-Type": "application/json",
      Accept: "application/json, text/event-stream",
      "Mcp-Session-Id": sessionId,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
  });
  assert.equal(response.status, 404);
});
