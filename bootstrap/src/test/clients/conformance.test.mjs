// OpenAI's API as its reference describes it, without any client: what comes back, field by field.
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";

const url = process.env.PARLEY_URL;
const model = "gpt-4o-mini";
const user = (content) => [{ role: "user", content }];
const everyone = { provider: model, route: "fast", bot: "bot:keeper", offline: "offline" };
const ours = ["bot:keeper", "offline"];

async function call(path, body, { method, key = process.env.PARLEY_KEY, headers } = {}) {
  const response = await fetch(url + "/v1" + path, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(key ? { authorization: "Bearer " + key } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

const chat = (members, options) =>
  call("/chat/completions", { model, messages: user("How long is it?"), ...members }, options);
const ask = (question, members) => chat({ messages: user(question), ...members });
const data = ({ text }) =>
  text.split("\n\n").filter((event) => event.startsWith("data: ")).map((event) => event.slice(6));
const chunks = (answer) => data(answer).filter((event) => event !== "[DONE]").map(JSON.parse);

function assertError(answer, status, expected = {}) {
  assert.equal(answer.status, status, answer.text);
  const { error } = answer.json;
  assert.deepEqual(Object.keys(error).sort(), ["code", "message", "param", "type"]);
  assert.ok(error.message);
  assert.ok(answer.headers.get("x-request-id"));
  for (const [name, value] of Object.entries(expected)) {
    assert.equal(error[name], value, name + " in " + answer.text);
  }
}

for (const [kind, name] of Object.entries(everyone)) {
  test(`${kind}: a completion has the reference's fields`, async () => {
    const { status, headers, json, text } = await chat({ model: name });
    assert.equal(status, 200, text);
    assert.match(json.id, /^chatcmpl-/);
    assert.equal(json.object, "chat.completion");
    assert.ok(Number.isInteger(json.created) && json.model);
    assert.equal(json.choices.length, 1);
    const [choice] = json.choices;
    assert.equal(choice.index, 0);
    assert.equal(choice.finish_reason, "stop");
    assert.equal(choice.message.role, "assistant");
    assert.equal(typeof choice.message.content, "string");
    const { usage } = json;
    assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
    assert.match(headers.get("content-type"), /^application\/json/);
    for (const header of ["x-request-id", "openai-processing-ms", "openai-version"]) {
      assert.ok(headers.get(header), header);
    }
    for (const limited of ["limit", "remaining", "reset"]) {
      assert.ok(headers.get(`x-ratelimit-${limited}-requests`), limited);
      assert.ok(headers.get(`x-ratelimit-${limited}-tokens`), limited);
    }
  });

  test(`${kind}: chunks have the reference's fields, and usage if it is asked for`, async () => {
    const plain = await chat({ model: name, stream: true });
    assert.match(plain.headers.get("content-type"), /^text\/event-stream/);
    assert.equal(data(plain).at(-1), "[DONE]");
    const told = await chat({ model: name, stream: true, stream_options: { include_usage: true } });
    for (const answer of [plain, told]) {
      const all = chunks(answer);
      const [first] = all;
      for (const chunk of all) {
        assert.equal(chunk.object, "chat.completion.chunk");
        assert.deepEqual(
          [chunk.id, chunk.created, chunk.model],
          [first.id, first.created, first.model],
        );
      }
      assert.equal(first.choices[0].delta.role, "assistant");
      const spoken = all.filter((chunk) => chunk.choices.length > 0);
      assert.equal(spoken.at(-1).choices[0].finish_reason, "stop");
      assert.ok(spoken.slice(0, -1).every((chunk) => chunk.choices[0].finish_reason === null));
      assert.ok(spoken.some((chunk) => chunk.choices[0].delta.content));
    }
    assert.ok(chunks(plain).every((chunk) => chunk.choices.length === 1 && !("usage" in chunk)));
    const last = chunks(told).at(-1);
    assert.deepEqual(last.choices, []);
    assert.ok(last.usage.total_tokens > 0);
  });

  test(`${kind}: takes what clients send without being asked to`, async () => {
    const harmless = {
      frequency_penalty: 0,
      logit_bias: {},
      logprobs: false,
      max_completion_tokens: 1000,
      metadata: { a: "b" },
      modalities: ["text"],
      n: 1,
      parallel_tool_calls: true,
      presence_penalty: 0,
      prompt_cache_key: "k",
      reasoning_effort: "low",
      response_format: { type: "text" },
      safety_identifier: "s",
      seed: 1,
      service_tier: "auto",
      stop: ["zzz"],
      store: false,
      temperature: 1,
      tool_choice: "none",
      tools: [],
      top_k: 40,
      top_logprobs: 0,
      top_p: 1,
      user: "u",
    };
    const all = await chat({ model: name, ...harmless });
    assert.equal(all.status, 200, all.text);
    const nothing = Object.fromEntries(Object.keys(harmless).map((member) => [member, null]));
    const none = await chat({ model: name, stream: null, stream_options: null, ...nothing });
    assert.equal(none.status, 200, none.text);
  });

  test(`${kind}: takes every form of text`, async () => {
    const answer = await chat({
      model: name,
      messages: [
        { role: "developer", content: "Be brief." },
        { role: "system", content: [{ type: "text", text: "Be kind." }], name: "s" },
        { role: "user", content: "Hello" },
        { role: "assistant", content: [{ type: "text", text: "Hi." }] },
        { role: "user", content: [{ type: "text", text: "How" }, { type: "text", text: "long?" }] },
      ],
    });
    assert.equal(answer.status, 200, answer.text);
  });
}

test("ours end at max_tokens and before stop", async () => {
  for (const name of ours) {
    for (const limit of ["max_tokens", "max_completion_tokens"]) {
      const short = await ask("How long?", { model: name, [limit]: 1 });
      assert.equal(short.json.choices[0].finish_reason, "length", short.text);
    }
    const whole = (await ask("How long?", { model: name })).json.choices[0].message.content;
    for (const stop of [" ", [" ", "zzz"]]) {
      const stopped = await ask("How long?", { model: name, stop });
      assert.equal(stopped.json.choices[0].message.content, whole.split(" ")[0]);
      assert.equal(stopped.json.choices[0].finish_reason, "stop");
    }
  }
});

const invalid = { type: "invalid_request_error" };
const refused = [
  [{ model: undefined }, { param: "model", code: "missing_required_parameter" }],
  [{ model: 7 }, { param: "model", code: "invalid_type" }],
  [{ messages: undefined }, { param: "messages", code: "missing_required_parameter" }],
  [{ messages: [] }, { param: "messages", code: "empty_array" }],
  [{ messages: [{ role: "king", content: "x" }] }, { param: "messages[0].role" }],
  [{ messages: user(null) }, { param: "messages[0].content" }],
  [{ messages: user([{ type: "image_url" }]) }, { param: "messages[0].content[0].image_url" }],
  [{ temperature: 2.1 }, { param: "temperature", code: "decimal_above_max_value" }],
  [{ temperature: -0.1 }, { param: "temperature", code: "decimal_below_min_value" }],
  [{ temperature: "hot" }, { param: "temperature", code: "invalid_type" }],
  [{ top_p: 1.5 }, { param: "top_p", code: "decimal_above_max_value" }],
  [{ presence_penalty: 3 }, { param: "presence_penalty" }],
  [{ frequency_penalty: -3 }, { param: "frequency_penalty" }],
  [{ n: 0 }, { param: "n", code: "integer_below_min_value" }],
  [{ n: 129 }, { param: "n", code: "integer_above_max_value" }],
  [{ max_tokens: 0 }, { param: "max_tokens", code: "integer_below_min_value" }],
  [{ max_tokens: "5" }, { param: "max_tokens", code: "invalid_type" }],
  [{ stop: ["1", "2", "3", "4", "5"] }, { param: "stop", code: "array_above_max_length" }],
  [{ stream: "true" }, { param: "stream", code: "invalid_type" }],
  [{ stream_options: { include_usage: true } }, { param: "stream_options" }],
  [{ logprobs: true }, { param: "logprobs", code: "unsupported_parameter" }],
  [{ tool_choice: "required" }, { param: "tool_choice" }],
  [{ tools: [{ function: { name: "x" } }] }, { param: "tools[0].type" }],
  [{ response_format: { type: "xml" } }, { param: "response_format.type" }],
  [{ response_format: { type: "json_schema" } }, { param: "response_format.json_schema" }],
  [{ logit_bias: { 5: 101 } }, { param: "logit_bias.5" }],
  [{ metadata: { a: 5 } }, { param: "metadata.a" }],
  [{ model: "bot:keeper", n: 2 }, { param: "n", code: "unsupported_parameter" }],
];
for (const [members, expected] of refused) {
  test("refuses " + JSON.stringify(members), async () => {
    assertError(await chat(members), 400, { ...invalid, ...expected });
  });
}

test("knows whom it does not know", async () => {
  for (const [path, body] of [["/chat/completions", {}], ["/embeddings", {}], ["/models"]]) {
    for (const key of [null, "sk-wrong"]) {
      assertError(await call(path, body, { key }), 401, { ...invalid, code: "invalid_api_key" });
    }
  }
  assertError(await chat({ model: "gpt-9" }), 404, { code: "model_not_found", param: "model" });
  assertError(await chat({ model: "bot:nobody" }), 404, { code: "model_not_found" });
  assertError(await call("/models/gpt-9"), 404, { code: "model_not_found", param: "model" });
});

test("refuses what is no request", async () => {
  for (const body of ["", "{nope", "[]", "7"]) {
    assertError(await call("/chat/completions", body), 400, invalid);
  }
  const headers = { "content-type": "text/plain" };
  assertError(await call("/chat/completions", "{}", { headers }), 415, invalid);
  assertError(await call("/chat/completions"), 405, invalid);
  for (const path of ["/assistants", "/completions", "/audio/speech", "/moderations"]) {
    assertError(await call(path, {}), 404, { ...invalid, code: "unknown_url" });
  }
});

test("tells of a provider's faults before the first byte", async () => {
  for (const stream of [false, true]) {
    const limited = await ask("say 429", { stream });
    assertError(limited, 429, { code: "rate_limit_exceeded" });
    assert.equal(limited.headers.get("retry-after"), "3");
    assertError(await ask("say quota", { stream }), 429, { code: "insufficient_quota" });
    assertError(await ask("say 400", { stream }), 400, { ...invalid, code: "odd" });
    assertError(await ask("say long", { stream }), 400, { code: "context_length_exceeded" });
    for (const fault of ["say 500", "say 401", "say html", "say garbage"]) {
      const answer = await ask(fault, { stream });
      assertError(answer, 502, { type: "api_error" });
      assert.ok(!answer.text.includes("canary"));
    }
  }
});

test("tells of a provider's faults in the stream", async () => {
  for (const fault of ["cut", "early", "garbled", "error"]) {
    const answer = await ask("then " + fault, { stream: true });
    assert.equal(answer.status, 200);
    const { error } = JSON.parse(data(answer).at(-1));
    assert.deepEqual(Object.keys(error).sort(), ["code", "message", "param", "type"], fault);
  }
});

test("passes on why a provider ended", async () => {
  assert.equal((await ask("to length")).json.choices[0].finish_reason, "length");
  assert.equal((await ask("to filter")).json.choices[0].finish_reason, "content_filter");
});

test("takes images of some mebibytes", async () => {
  const image = "data:image/png;base64," + "A".repeat(5 << 20);
  const content = [
    { type: "text", text: "What is it?" },
    { type: "image_url", image_url: { url: image, detail: "low" } },
  ];
  const answer = await chat({ messages: user(content) });
  assert.equal(answer.status, 200, answer.text);
  assertError(await chat({ messages: user("x".repeat(21 << 20)) }), 413, invalid);
});

test("lists models", async () => {
  const { json } = await call("/models");
  assert.equal(json.object, "list");
  for (const each of json.data) {
    assert.ok(each.id && each.object === "model" && each.owned_by);
    assert.ok(Number.isInteger(each.created));
  }
  assert.equal((await call("/models/" + model)).json.id, model);
  assert.equal((await call("/models/bot:keeper")).json.id, "bot:keeper");
});

for (const embedder of ["all-MiniLM-L6-v2", "text-embedding-3-small"]) {
  const embed = (members) => call("/embeddings", { model: embedder, input: "a boat", ...members });

  test(`${embedder} embeds texts and tokens`, async () => {
    const one = await embed({});
    assert.equal(one.status, 200, one.text);
    assert.equal(one.json.object, "list");
    assert.deepEqual([one.json.data[0].object, one.json.data[0].index], ["embedding", 0]);
    assert.equal(typeof one.json.data[0].embedding[0], "number");
    assert.equal(one.json.model, embedder);
    assert.ok(one.json.usage.prompt_tokens > 0 && one.json.usage.total_tokens > 0);
    const several = await embed({ input: ["a", "b", "c"], user: "u", encoding_format: "base64" });
    assert.deepEqual(several.json.data.map(({ index }) => index), [0, 1, 2]);
    assert.equal(typeof several.json.data[0].embedding, "string");
    assert.equal((await embed({ input: [64, 15688] })).json.data.length, 1);
    assert.equal((await embed({ input: [[64, 15688], [64]] })).json.data.length, 2);
  });

  test(`${embedder} refuses what it cannot embed`, async () => {
    for (const input of ["", [], [""], undefined, 5, Array(2049).fill("a")]) {
      assertError(await embed({ input }), 400, invalid);
    }
    assertError(await embed({ encoding_format: "hex" }), 400, { param: "encoding_format" });
    assertError(await embed({ dimensions: 0 }), 400, { param: "dimensions" });
  });
}

test("embeds tokens as the text that they were made of", async () => {
  const embed = async (input) =>
    (await call("/embeddings", { model: "all-MiniLM-L6-v2", input })).json.data[0].embedding;
  assert.deepEqual(await embed([64, 15688]), await embed("a boat"));
});

test("lets scripts of allowed origins send a client's headers", async () => {
  const answer = await call("/chat/completions", undefined, {
    method: "OPTIONS",
    key: null,
    headers: {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type,x-stainless-lang,openai-project",
    },
  });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("access-control-allow-origin"), "https://app.example");
});

test("answers requests on one connection one after the other", async () => {
  const body = JSON.stringify({ model, messages: user("How long is it?") });
  const request = (more) =>
    `POST /v1/chat/completions HTTP/1.1\r\nHost: here\r\n${more}Content-Type: application/json\r\n` +
    `Authorization: Bearer ${process.env.PARLEY_KEY}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const { hostname, port } = new URL(url);
  const text = await new Promise((resolve, reject) => {
    let received = "";
    const socket = net.connect(port, hostname, () =>
      socket.write(request("") + request("") + request("Connection: close\r\n")),
    );
    socket.on("data", (bytes) => (received += bytes));
    socket.on("close", () => resolve(received));
    socket.on("error", reject);
  });
  assert.equal(text.match(/HTTP\/1.1 200/g).length, 3, text);
});
