// Clients of OpenAI's Responses API, which they use unless they are told otherwise.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createOpenAI } from "@ai-sdk/openai";
import { ChatOpenAI } from "@langchain/openai";
import { generateObject, generateText, stepCountIs, streamObject, streamText, tool } from "ai";
import OpenAI from "openai";
import { zodResponsesFunction, zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";

const baseURL = process.env.PARLEY_URL + "/v1";
const apiKey = process.env.PARLEY_KEY;
const model = "gpt-4o-mini";
const Duration = z.object({ years: z.number() });
const Place = z.object({ city: z.string() });
const openai = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const sdk = createOpenAI({ baseURL, apiKey });
const weather = zodResponsesFunction({ name: "weather", parameters: Place });
const weatherTool = () => tool({ inputSchema: Place, execute: async () => "-7" });

async function gathered(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  events.forEach((event, i) => assert.equal(event.sequence_number, i));
  return events;
}

test("openai creates, retrieves, lists and deletes", async () => {
  const made = await openai.responses.create({
    model,
    instructions: "Be brief.",
    input: "How long is it?",
    metadata: { topic: "time" },
  });
  assert.equal(made.output_text, "Seven years.");
  assert.equal(made.status, "completed");
  assert.equal(made.usage.total_tokens, made.usage.input_tokens + made.usage.output_tokens);
  const found = await openai.responses.retrieve(made.id);
  assert.equal(found.output_text, "Seven years.");
  assert.deepEqual(found.metadata, { topic: "time" });
  const items = [];
  for await (const item of openai.responses.inputItems.list(made.id, { order: "asc", limit: 1 })) {
    items.push(item);
  }
  assert.deepEqual(items.map((item) => item.content[0].text), ["How long is it?"]);
  await openai.responses.delete(made.id);
  await assert.rejects(openai.responses.retrieve(made.id), OpenAI.NotFoundError);
});

test("openai goes on from a response", async () => {
  const first = await openai.responses.create({ model, input: "How long is it?" });
  const second = await openai.responses.create({
    model,
    input: "And now?",
    previous_response_id: first.id,
  });
  assert.equal(second.previous_response_id, first.id);
  assert.ok(second.usage.input_tokens > first.usage.input_tokens);
  const once = await openai.responses.create({ model, input: "Once.", store: false });
  await assert.rejects(
    openai.responses.create({ model, input: "Again.", previous_response_id: once.id }),
    (error) =>
      error instanceof OpenAI.BadRequestError && error.code === "previous_response_not_found",
  );
});

test("openai streams events without a gap", async () => {
  const events = await gathered(
    await openai.responses.create({ model, input: "How long is it?", stream: true }),
  );
  const types = events.map((event) => event.type);
  assert.equal(types[0], "response.created");
  assert.equal(types.at(-1), "response.completed");
  const deltas = events.filter((event) => event.type === "response.output_text.delta");
  assert.equal(deltas.map((event) => event.delta).join(""), "Seven years.");
  const helped = await openai.responses
    .stream({ model, input: "How long is it?" })
    .finalResponse();
  assert.equal(helped.output_text, "Seven years.");
});

test("openai parses structured output, whole and streamed", async () => {
  const wanted = { model, input: "How long?", text: { format: zodTextFormat(Duration, "duration") } };
  assert.deepEqual((await openai.responses.parse(wanted)).output_parsed, { years: 7 });
  const streamed = await openai.responses.stream(wanted).finalResponse();
  assert.deepEqual(streamed.output_parsed, { years: 7 });
});

test("openai gives tools their outputs, in a chain and without one", async () => {
  const ask = { model, tools: [weather], input: "both at once" };
  const whole = await openai.responses.create(ask);
  const streamed = await openai.responses.stream(ask).finalResponse();
  for (const response of [whole, streamed]) {
    const calls = response.output.filter((item) => item.type === "function_call");
    assert.deepEqual(
      calls.map((call) => [call.call_id, call.arguments]),
      [["call_1", '{"city":"Oslo"}'], ["call_2", '{"city":"Bergen"}']],
    );
    const outputs = calls.map(({ call_id }) => ({
      type: "function_call_output",
      call_id,
      output: "-7",
    }));
    const chained = await openai.responses.create({
      model,
      tools: [weather],
      previous_response_id: response.id,
      input: outputs,
    });
    assert.equal(chained.output_text, "Cold.");
    const repeated = await openai.responses.create({
      model,
      tools: [weather],
      store: false,
      input: [{ role: "user", content: "both at once" }, ...response.output, ...outputs],
    });
    assert.equal(repeated.output_text, "Cold.");
  }
});

test("openai hears why an answer ended", async () => {
  const short = await openai.responses.create({ model, input: "to length" });
  assert.equal(short.status, "incomplete");
  assert.equal(short.incomplete_details.reason, "max_output_tokens");
  const filtered = await openai.responses.create({ model, input: "to filter" });
  assert.equal(filtered.incomplete_details.reason, "content_filter");
  const kinds = {
    "say 429": OpenAI.RateLimitError,
    "say 400": OpenAI.BadRequestError,
    "say 500": OpenAI.InternalServerError,
  };
  for (const [input, kind] of Object.entries(kinds)) {
    await assert.rejects(openai.responses.create({ model, input }), kind);
    await assert.rejects(openai.responses.create({ model, input, stream: true }), kind);
  }
  await assert.rejects(async () => {
    await gathered(await openai.responses.create({ model, input: "then error", stream: true }));
  }, OpenAI.APIError);
  for (const extra of [{ background: true }, { conversation: "conv_1" }, { top_logprobs: 3 }]) {
    await assert.rejects(
      openai.responses.create({ model, input: "hi", ...extra }),
      (error) =>
        error.code === "unsupported_parameter" && error.param === Object.keys(extra)[0],
    );
  }
});

test("openai asks bots, and leaves in the middle", async () => {
  const keeper = await openai.responses.create({ model: "bot:keeper", input: "How long is it?" });
  assert.equal(keeper.output_text, "Seven years.");
  for (const name of [model, "bot:keeper"]) {
    const stream = await openai.responses.create({ model: name, input: "slowly", stream: true });
    for await (const event of stream) {
      if (event.type === "response.output_text.delta") break;
    }
    assert.ok(stream.controller.signal.aborted);
  }
});

test("the AI SDK generates and streams by its plain model", async () => {
  const whole = await generateText({ model: sdk(model), system: "Be brief.", prompt: "How long?" });
  assert.equal(whole.text, "Seven years.");
  assert.equal(whole.finishReason, "stop");
  const streamed = streamText({ model: sdk(model), prompt: "How long?" });
  let text = "";
  for await (const piece of streamed.textStream) text += piece;
  assert.equal(text, "Seven years.");
  assert.ok((await streamed.usage).totalTokens > 0);
  const object = await generateObject({ model: sdk(model), schema: Duration, prompt: "How long?" });
  assert.deepEqual(object.object, { years: 7 });
  const streamedObject = streamObject({ model: sdk(model), schema: Duration, prompt: "How long?" });
  for await (const partial of streamedObject.partialObjectStream) assert.ok(partial);
  assert.deepEqual(await streamedObject.object, { years: 7 });
  const short = await generateText({ model: sdk("bot:keeper"), prompt: "How?", maxOutputTokens: 1 });
  assert.equal(short.finishReason, "length");
});

test("the AI SDK loops over tools in several steps, and goes on with what it was told", async () => {
  const ask = {
    model: sdk(model),
    prompt: "What is the weather?",
    stopWhen: stepCountIs(3),
    tools: { weather: weatherTool() },
  };
  const looped = await generateText(ask);
  assert.equal(looped.text, "Cold.");
  assert.equal(looped.steps.length, 2);
  const streamed = streamText(ask);
  await streamed.consumeStream();
  assert.equal(await streamed.text, "Cold.");
  assert.equal((await streamed.steps).length, 2);
  // Here it refers to what was said by the ids of items.
  const goesOn = await generateText({
    model: sdk(model),
    messages: [
      { role: "user", content: "What is the weather?" },
      ...looped.response.messages,
      { role: "user", content: "How long?" },
    ],
  });
  assert.match(JSON.stringify(goesOn.request.body), /item_reference/);
  assert.ok(goesOn.text.length > 0);
});

test("LangChain uses it where it is told to", async () => {
  const chat = new ChatOpenAI({
    model,
    apiKey,
    configuration: { baseURL },
    useResponsesApi: true,
    maxRetries: 0,
  });
  const answer = await chat.invoke("How long is it?");
  assert.equal(answer.text, "Seven years.");
  let words = "";
  for await (const piece of await chat.stream("How long is it?")) words += piece.text;
  assert.equal(words, "Seven years.");
});
