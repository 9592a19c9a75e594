// What clients of OpenAI's API do beyond single calls: parse, loop over tools, try again, leave.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool as langChainTool } from "@langchain/core/tools";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { APICallError, embed, generateObject, generateText, stepCountIs, streamObject, tool } from "ai";
import OpenAI from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";

const baseURL = process.env.PARLEY_URL + "/v1";
const apiKey = process.env.PARLEY_KEY;
const model = "gpt-4o-mini";
const user = (content) => [{ role: "user", content }];
const messages = user("How long is it?");
const Duration = z.object({ years: z.number() });
const Place = z.object({ city: z.string() });
const openai = new OpenAI({ baseURL, apiKey, maxRetries: 0 });

test("openai's stream helper gathers text, usage and events", async () => {
  const deltas = [];
  const runner = openai.chat.completions
    .stream({ model, messages, stream_options: { include_usage: true } })
    .on("content.delta", ({ delta }) => deltas.push(delta));
  assert.equal((await runner.finalMessage()).content, "Seven years.");
  assert.equal(deltas.join(""), "Seven years.");
  assert.ok((await runner.totalUsage()).total_tokens > 0);
});

test("openai parses structured output, whole and streamed", async () => {
  const wanted = { model, messages, response_format: zodResponseFormat(Duration, "duration") };
  const whole = await openai.chat.completions.parse(wanted);
  assert.deepEqual(whole.choices[0].message.parsed, { years: 7 });
  const streamed = await openai.chat.completions.stream(wanted).finalChatCompletion();
  assert.deepEqual(streamed.choices[0].message.parsed, { years: 7 });
});

test("openai's tool runner loops until the model answers", async () => {
  const asked = [];
  const weather = zodFunction({
    name: "weather",
    parameters: Place,
    function: ({ city }) => {
      asked.push(city);
      return "-7";
    },
  });
  for (const stream of [false, true]) {
    const runner = openai.chat.completions.runTools({
      model,
      messages: user("What is the weather?"),
      tools: [weather],
      stream,
    });
    assert.equal(await runner.finalContent(), "Cold.");
  }
  assert.deepEqual(asked, ["Oslo", "Oslo"]);
});

test("openai gathers calls that are asked for at once", async () => {
  const wanted = {
    model,
    messages: user("both at once"),
    tools: [zodFunction({ name: "weather", parameters: Place })],
  };
  const whole = await openai.chat.completions.create(wanted);
  const streamed = await openai.chat.completions.stream(wanted).finalChatCompletion();
  for (const completion of [whole, streamed]) {
    const [choice] = completion.choices;
    assert.equal(choice.finish_reason, "tool_calls");
    assert.deepEqual(
      choice.message.tool_calls.map((call) => [call.id, call.function.arguments]),
      [["call_1", '{"city":"Oslo"}'], ["call_2", '{"city":"Bergen"}']],
    );
  }
});

test("openai shows headers and tries again what may pass", async () => {
  const { data, response, request_id } = await openai.chat.completions
    .create({ model, messages })
    .withResponse();
  assert.equal(data._request_id, request_id);
  assert.ok(response.headers.get("x-ratelimit-remaining-requests"));
  const patient = new OpenAI({ baseURL, apiKey, maxRetries: 2 });
  const began = Date.now();
  const limited = await patient.chat.completions.create({ model, messages: user("429 once") });
  assert.equal(limited.choices[0].message.content, "Seven years.");
  assert.ok(Date.now() - began >= 1000, "Retry-After: 1 was not waited for");
  const failed = await patient.chat.completions.create({ model, messages: user("500 once") });
  assert.equal(failed.choices[0].message.content, "Seven years.");
});

test("openai throws the kind of error that it has for each", async () => {
  const kinds = {
    "say 429": OpenAI.RateLimitError,
    "say quota": OpenAI.RateLimitError,
    "say 400": OpenAI.BadRequestError,
    "say 500": OpenAI.InternalServerError,
  };
  for (const [question, kind] of Object.entries(kinds)) {
    await assert.rejects(
      openai.chat.completions.create({ model, messages: user(question) }),
      (error) => error instanceof kind && Boolean(error.requestID),
    );
  }
  await assert.rejects(async () => {
    const cut = await openai.chat.completions.create({
      model,
      messages: user("then cut"),
      stream: true,
    });
    for await (const chunk of cut) assert.ok(chunk);
  }, OpenAI.APIError);
  await assert.rejects(
    openai.moderations.create({ input: "hi" }),
    (error) => error instanceof OpenAI.NotFoundError && error.code === "unknown_url",
  );
});

test("openai leaves in the middle, and does not wait for ever", async () => {
  for (const name of [model, "bot:keeper"]) {
    const stream = await openai.chat.completions.create({
      model: name,
      messages: user("slowly"),
      stream: true,
    });
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta?.content) break;
    }
    assert.ok(stream.controller.signal.aborted);
  }
  await assert.rejects(
    openai.chat.completions.create({ model, messages: user("late") }, { timeout: 300 }),
    OpenAI.APIConnectionTimeoutError,
  );
});

test("the AI SDK makes objects, loops over tools and knows errors", async () => {
  const providers = [
    createOpenAICompatible({
      name: "parley",
      baseURL,
      apiKey,
      supportsStructuredOutputs: true,
    })(model),
    createOpenAI({ baseURL, apiKey }).chat(model),
  ];
  for (const chat of providers) {
    const whole = await generateObject({ model: chat, schema: Duration, prompt: "How long?" });
    assert.deepEqual(whole.object, { years: 7 });
    const streamed = streamObject({ model: chat, schema: Duration, prompt: "How long?" });
    for await (const partial of streamed.partialObjectStream) assert.ok(partial);
    assert.deepEqual(await streamed.object, { years: 7 });
    const looped = await generateText({
      model: chat,
      prompt: "What is the weather?",
      stopWhen: stepCountIs(3),
      tools: { weather: tool({ inputSchema: Place, execute: async () => "-7" }) },
    });
    assert.equal(looped.text, "Cold.");
    assert.equal(looped.steps.length, 2);
    await assert.rejects(
      generateText({ model: chat, prompt: "say 429", maxRetries: 0 }),
      (error) => APICallError.isInstance(error) && error.statusCode === 429 && error.isRetryable,
    );
  }
  const openAi = createOpenAI({ baseURL, apiKey });
  const short = await generateText({
    model: openAi.chat("bot:keeper"),
    system: "Be brief.",
    prompt: "How long is it?",
    maxOutputTokens: 1,
    temperature: 0,
  });
  assert.equal(short.finishReason, "length");
  const { embedding } = await embed({
    model: openAi.textEmbeddingModel("all-MiniLM-L6-v2"),
    value: "a boat",
  });
  assert.equal(embedding.length, 384);
});

test("LangChain asks bots, loops over tools, takes structure and embeds", async () => {
  const configuration = { baseURL };
  const chat = new ChatOpenAI({ model, apiKey, configuration, maxRetries: 0 });
  const weather = langChainTool(async () => "-7", { name: "weather", schema: Place });
  const withTools = chat.bindTools([weather]);
  const history = [new HumanMessage("What is the weather?")];
  const call = await withTools.invoke(history);
  history.push(call);
  for (const each of call.tool_calls) {
    history.push(await weather.invoke(each));
  }
  assert.ok(history.at(-1) instanceof ToolMessage);
  assert.equal((await withTools.invoke(history)).content, "Cold.");
  let gathered;
  for await (const piece of await withTools.stream("What is the weather?")) {
    gathered = gathered === undefined ? piece : gathered.concat(piece);
  }
  assert.deepEqual(gathered.tool_calls[0].args, { city: "Oslo" });
  for (const method of ["jsonSchema", "jsonMode"]) {
    const structured = chat.withStructuredOutput(Duration, { name: "duration", method });
    assert.deepEqual(await structured.invoke("How many, as JSON?"), { years: 7 });
  }
  const keeper = new ChatOpenAI({
    model: "bot:keeper",
    apiKey,
    configuration,
    temperature: 0,
    maxTokens: 50,
    stop: ["zzz"],
    streamUsage: true,
  });
  const answer = await keeper.invoke("How long is it?");
  assert.equal(answer.content, "Seven years.");
  assert.ok(answer.usage_metadata.total_tokens > 0);
  const embeddings = new OpenAIEmbeddings({ model: "all-MiniLM-L6-v2", apiKey, configuration });
  assert.equal((await embeddings.embedDocuments(["a boat", "a ship"])).length, 2);
});
