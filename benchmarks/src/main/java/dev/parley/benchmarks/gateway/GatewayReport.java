package dev.parley.benchmarks.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All that a run found out.
 *
 * @param answers calls of Parley that were answered, those before the measurement included
 * @param booked of how many of them its ledger knows
 */
record GatewayReport(
    String machine,
    int connections,
    Comparison json,
    Comparison stream,
    int streamTokens,
    long answers,
    long booked) {

  List<Aim> aims() {
    return Aim.of(json);
  }

  /** Whether figures of it may be believed: every answer was right, every call is in the books. */
  boolean isSound() {
    return answers == booked && isSound(json) && isSound(stream);
  }

  private static boolean isSound(Comparison comparison) {
    return comparison.ways().stream().allMatch(way -> comparison.wrong(way) == 0);
  }

  /** As Markdown, to be read. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(machine).append(", ").append(connections).append(" connections\n\n");
    text.append("JSON, medians of ").append(json.laps().size()).append(" rounds:\n\n");
    text.append(
        """
        | way | requests/s | p50 ms | p99 ms | added p50 | added p99 | CPU us/request | wrong |
        |---|---:|---:|---:|---:|---:|---:|---:|
        """);
    for (String way : Stage.ORDER) {
      if (json.has(way)) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.2f | %.2f | %.2f | %.0f | %d of %d |%n",
                way,
                json.median(way, Round::perSecond),
                json.median(way, Round::p50),
                json.median(way, Round::p99),
                json.added(way, Round::p50),
                json.added(way, Round::p99),
                json.median(way, Round::processorMicros),
                json.wrong(way),
                json.right(way) + json.wrong(way)));
      }
    }
    text.append("\n");
    aims().forEach(aim -> text.append(aim).append("\n"));
    text.append("\nStreams of ")
        .append(streamTokens)
        .append(" tokens as fast as they come, medians of ")
        .append(stream.laps().size())
        .append(" rounds:\n\n");
    text.append(
        """
        | way | tokens/s | first byte p50 ms | p99 | added p50 | added p99 | CPU us/token | wrong |
        |---|---:|---:|---:|---:|---:|---:|---:|
        """);
    for (String way : Stage.ORDER) {
      if (stream.has(way)) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %d of %d |%n",
                way,
                stream.median(way, Round::perSecond) * streamTokens,
                stream.median(way, Round::firstP50),
                stream.median(way, Round::firstP99),
                stream.added(way, Round::firstP50),
                stream.added(way, Round::firstP99),
                stream.median(way, Round::processorMicros) / streamTokens,
                stream.wrong(way),
                stream.right(way) + stream.wrong(way)));
      }
    }
    text.append("\nCalls of Parley in its ledger: ")
        .append(booked)
        .append(" of ")
        .append(answers)
        .append("\n");
    return text.toString();
  }

  /** As JSON, with every round. */
  String asJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      out.writeStartObject();
      out.writeStringField("machine", machine);
      out.writeNumberField("connections", connections);
      out.writeArrayFieldStart("aims");
      for (Aim aim : aims()) {
        out.writeStartObject();
        out.writeStringField("name", aim.name());
        out.writeNumberField("measured", aim.measured());
        out.writeNumberField(aim.most() ? "at_most" : "at_least", aim.bound());
        out.writeBooleanField("met", aim.isMet());
        out.writeEndObject();
      }
      out.writeEndArray();
      write(out, "json", json);
      out.writeNumberField("stream_tokens", streamTokens);
      write(out, "stream", stream);
      out.writeNumberField("answers", answers);
      out.writeNumberField("booked", booked);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be written", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, String name, Comparison comparison)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (Map<String, Round> lap : comparison.laps()) {
      for (Round round : lap.values()) {
        out.writeStartObject();
        out.writeStringField("way", round.way());
        out.writeNumberField("right", round.right());
        out.writeNumberField("wrong", round.wrong());
        out.writeNumberField("per_second", round.perSecond());
        out.writeNumberField("p50_ms", round.p50());
        out.writeNumberField("p99_ms", round.p99());
        out.writeNumberField("first_byte_p50_ms", round.firstP50());
        out.writeNumberField("first_byte_p99_ms", round.firstP99());
        out.writeNumberField("processor_us", round.processorMicros());
        out.writeEndObject();
      }
    }
    out.writeEndArray();
  }
}
