// Clients of OpenAI's API, unchanged, against a server of ours before a scripted provider that
// answers "Seven years." to all but tools and structured output.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { embedMany, generateText, jsonSchema, streamText, tool } from "ai";
import OpenAI from "openai";

const baseURL = process.env.PARLEY_URL + "/v1";
const apiKey = process.env.PARLEY_KEY;
const model = "gpt-4o-mini";
const embedder = "all-MiniLM-L6-v2";
const messages = [{ role: "user", content: "How long is it?" }];
const weather = {
  type: "function",
  function: {
    name: "weather",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

const openai = new OpenAI({ baseURL, apiKey, maxRetries: 0 });

test("openai answers and streams", async () => {
  const whole = await openai.chat.completions.create({ model, messages });
  assert.equal(whole.choices[0].message.content, "Seven years.");
  assert.ok(whole._request_id);
  const stream = await openai.chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? "";
    usage = chunk.usage ?? usage;
  }
  assert.equal(text, "Seven years.");
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
});

test("openai calls tools in a stream", async () => {
  const runner = openai.chat.completions.stream({
    model,
    messages: [{ role: "user", content: "What is the weather?" }],
    tools: [weather],
  });
  const completion = await runner.finalChatCompletion();
  const call = completion.choices[0].message.tool_calls[0];
  assert.deepEqual(JSON.parse(call.function.arguments), { city: "Oslo" });
});

test("openai embeds and lists", async () => {
  const one = await openai.embeddings.create({ model: embedder, input: "a boat" });
  const floats = await openai.embeddings.create({
    model: embedder,
    input: ["a boat"],
    encoding_format: "float",
  });
  assert.equal(one.data[0].embedding.length, 384);
  one.data[0].embedding.forEach((number, i) =>
    assert.ok(Math.abs(number - floats.data[0].embedding[i]) < 1e-6),
  );
  const names = [];
  for await (const listed of openai.models.list()) {
    names.push(listed.id);
  }
  assert.ok(names.includes(model) && names.includes("bot:keeper"));
});

test("openai throws what it knows", async () => {
  const stranger = new OpenAI({ baseURL, apiKey: "pk_wrong", maxRetries: 0 });
  await assert.rejects(stranger.models.list(), (error) => error instanceof OpenAI.AuthenticationError);
  await assert.rejects(
    stranger.chat.completions.create({ model, messages }),
    (error) => error instanceof OpenAI.AuthenticationError && error.code === "invalid_api_key",
  );
  await assert.rejects(
    openai.chat.completions.create({ model: "gpt-9", messages }),
    (error) => error instanceof OpenAI.NotFoundError && error.code === "model_not_found",
  );
  await assert.rejects(
    openai.chat.completions.create({ model, messages, temperature: 9 }),
    (error) => error instanceof OpenAI.BadRequestError && error.param === "temperature",
  );
});

test("openai asks a bot", async () => {
  const whole = await openai.chat.completions.create({ model: "bot:keeper", messages });
  assert.equal(whole.choices[0].message.content, "Seven years.");
  const streamed = await openai.chat.completions
    .stream({ model: "bot:keeper", messages })
    .finalChatCompletion();
  assert.equal(streamed.choices[0].message.content, "Seven years.");
});

test("the AI SDK answers, streams, calls tools and embeds", async () => {
  const parley = createOpenAICompatible({ name: "parley", baseURL, apiKey, includeUsage: true });
  const whole = await generateText({ model: parley(model), prompt: "How long is it?" });
  assert.equal(whole.text, "Seven years.");
  assert.ok(whole.usage.totalTokens > 0);
  const stream = streamText({ model: parley(model), prompt: "How long is it?" });
  let text = "";
  for await (const piece of stream.textStream) {
    text += piece;
  }
  assert.equal(text, "Seven years.");
  assert.ok((await stream.usage).totalTokens > 0);
  const called = await generateText({
    model: parley(model),
    prompt: "What is the weather?",
    tools: { weather: tool({ inputSchema: jsonSchema(weather.function.parameters) }) },
  });
  assert.deepEqual(called.toolCalls[0].input, { city: "Oslo" });
  const { embeddings } = await embedMany({
    model: parley.textEmbeddingModel(embedder),
    values: ["a boat", "a ship"],
  });
  assert.deepEqual(embeddings.map((vector) => vector.length), [384, 384]);
});

test("LangChain answers, streams, calls tools, takes structure and embeds", async () => {
  const configuration = { baseURL };
  const chat = new ChatOpenAI({ model, apiKey, configuration, maxRetries: 0 });
  assert.equal((await chat.invoke("How long is it?")).content, "Seven years.");
  let text = "";
  for await (const piece of await chat.stream("How long is it?")) {
    text += piece.content;
  }
  assert.equal(text, "Seven years.");
  const called = await chat.bindTools([weather]).invoke("What is the weather?");
  assert.deepEqual(called.tool_calls[0].args, { city: "Oslo" });
  const structured = chat.withStructuredOutput(
    {
      title: "duration",
      type: "object",
      properties: { years: { type: "number" } },
      required: ["years"],
    },
    { method: "jsonSchema" },
  );
  assert.deepEqual(await structured.invoke("How many in numbers?"), { years: 7 });
  const embeddings = new OpenAIEmbeddings({ model: embedder, apiKey, configuration });
  assert.equal((await embeddings.embedQuery("a boat")).length, 384);
});
