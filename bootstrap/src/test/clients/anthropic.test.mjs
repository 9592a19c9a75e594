// Anthropic's own client, and Vercel's for it, unchanged, against providers of OpenAI's protocol.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createAnthropic } from "@ai-sdk/anthropic";
import Anthropic from "@anthropic-ai/sdk";
import { generateText, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";

const baseURL = process.env.PARLEY_URL;
const apiKey = process.env.PARLEY_KEY;
const model = "gpt-4o-mini";
const user = (content) => [{ role: "user", content }];
const ask = { model, max_tokens: 100, messages: user("How long is it?") };
const weather = {
  name: "weather",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const anthropic = new Anthropic({ baseURL, apiKey, authToken: null, maxRetries: 0 });

test("it answers", async () => {
  for (const name of [model, "fast", "bot:keeper", "offline"]) {
    const message = await anthropic.messages.create({ ...ask, model: name, system: "Be brief." });
    assert.equal(message.type, "message");
    assert.equal(message.role, "assistant");
    assert.equal(message.content[0].type, "text");
    assert.equal(message.stop_reason, "end_turn");
    assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0);
    assert.ok(message._request_id);
  }
});

test("it streams events and gathers them", async () => {
  const types = new Set();
  for await (const event of await anthropic.messages.create({ ...ask, stream: true })) {
    types.add(event.type);
  }
  for (const type of ["start", "delta", "stop"]) {
    assert.ok(types.has("message_" + type) && types.has("content_block_" + type), type);
  }
  for (const name of [model, "bot:keeper"]) {
    const pieces = [];
    const stream = anthropic.messages
      .stream({ ...ask, model: name })
      .on("text", (piece) => pieces.push(piece));
    const message = await stream.finalMessage();
    assert.equal(message.content[0].text, "Seven years.");
    assert.equal(pieces.join(""), "Seven years.");
    assert.equal(message.stop_reason, "end_turn");
    assert.ok(message.usage.output_tokens > 0);
  }
});

test("it calls tools both ways, whole and streamed", async () => {
  const messages = user("What is the weather?");
  const wanted = { ...ask, messages, tools: [weather], tool_choice: { type: "auto" } };
  const whole = await anthropic.messages.create(wanted);
  const streamed = await anthropic.messages.stream(wanted).finalMessage();
  for (const message of [whole, streamed]) {
    assert.equal(message.stop_reason, "tool_use");
    const call = message.content.find((block) => block.type === "tool_use");
    assert.deepEqual([call.name, call.input], ["weather", { city: "Oslo" }]);
    const answered = await anthropic.messages.create({
      ...wanted,
      messages: [
        ...messages,
        { role: "assistant", content: message.content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "-7" }] },
      ],
    });
    assert.equal(answered.content[0].text, "Cold.");
  }
  const both = await anthropic.messages
    .stream({ ...wanted, messages: user("both at once") })
    .finalMessage();
  assert.deepEqual(
    both.content.map((block) => block.input),
    [{ city: "Oslo" }, { city: "Bergen" }],
  );
});

test("it shows images, counts tokens and ends where it is told", async () => {
  const source = { type: "base64", media_type: "image/png", data: "A".repeat(2 << 20) };
  const seen = await anthropic.messages.create({
    ...ask,
    messages: user([{ type: "text", text: "What is it?" }, { type: "image", source }]),
  });
  assert.equal(seen.content[0].text, "Seven years.");
  const { input_tokens } = await anthropic.messages.countTokens({ model, messages: ask.messages });
  assert.ok(input_tokens > 0);
  const cut = await anthropic.messages.create({ ...ask, model: "bot:keeper", max_tokens: 1 });
  assert.equal(cut.stop_reason, "max_tokens");
  const stopped = await anthropic.messages.create({
    ...ask,
    model: "bot:keeper",
    stop_sequences: [" "],
  });
  assert.equal(stopped.content[0].text, "Seven");
});

test("it throws the kind of error that it has for each", async () => {
  const stranger = new Anthropic({ baseURL, apiKey: "pk_wrong", authToken: null, maxRetries: 0 });
  await assert.rejects(
    stranger.messages.create(ask),
    (error) =>
      error instanceof Anthropic.AuthenticationError && error.type === "authentication_error",
  );
  const kinds = [
    [{ model: "nothing" }, Anthropic.NotFoundError],
    [{ temperature: 1.5 }, Anthropic.BadRequestError],
    [{ messages: user("say long") }, Anthropic.BadRequestError],
    [{ messages: user("say 429") }, Anthropic.RateLimitError],
    [{ messages: user("say 500") }, Anthropic.InternalServerError],
  ];
  for (const [members, kind] of kinds) {
    await assert.rejects(
      anthropic.messages.create({ ...ask, ...members }),
      (error) => error instanceof kind && Boolean(error.requestID),
    );
  }
  await assert.rejects(
    anthropic.messages.stream({ ...ask, messages: user("then error") }).finalMessage(),
    Anthropic.APIError,
  );
  const patient = new Anthropic({ baseURL, apiKey, authToken: null, maxRetries: 2 });
  const again = await patient.messages.create({ ...ask, messages: user("limited once") });
  assert.equal(again.content[0].text, "Seven years.");
});

test("it takes a bearer token, too", async () => {
  const bearer = new Anthropic({ baseURL, apiKey: null, authToken: apiKey });
  assert.equal((await bearer.messages.create(ask)).content[0].text, "Seven years.");
});

test("the AI SDK for Anthropic answers, streams and loops over tools", async () => {
  const chat = createAnthropic({ baseURL: baseURL + "/v1", apiKey })(model);
  const whole = await generateText({ model: chat, prompt: "How long is it?", system: "Be brief." });
  assert.equal(whole.text, "Seven years.");
  assert.ok(whole.usage.totalTokens > 0);
  const stream = streamText({ model: chat, prompt: "How long is it?" });
  let text = "";
  for await (const piece of stream.textStream) {
    text += piece;
  }
  assert.equal(text, "Seven years.");
  const looped = await generateText({
    model: chat,
    prompt: "What is the weather?",
    stopWhen: stepCountIs(3),
    tools: {
      weather: tool({ inputSchema: z.object({ city: z.string() }), execute: async () => "-7" }),
    },
  });
  assert.equal(looped.text, "Cold.");
});
