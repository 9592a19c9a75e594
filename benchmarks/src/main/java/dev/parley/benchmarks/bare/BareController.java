package dev.parley.benchmarks.bare;

import dev.parley.benchmarks.provider.Script;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import reactor.core.publisher.Flux;

/** Streams events of the shape that a run has, made up on the spot. */
@Controller
final class BareController {
  private static final String USAGE =
      "{\"prompt_tokens\":16,\"completion_tokens\":200,\"total_tokens\":216,\"cost\":0}";

  BareController() {}

  /** Answers with the question and then the script's text, a token an event. */
  @Post("/stream/{tokens}/{rate}")
  @Consumes(MediaType.ALL)
  @Produces(MediaType.TEXT_EVENT_STREAM)
  Flux<byte[]> stream(int tokens, int rate, @Body String question) {
    Script script = new Script(tokens, rate, true);
    String run = UUID.randomUUID().toString();
    Flux<Integer> positions =
        rate == 0
            ? Flux.range(0, tokens)
            : Flux.interval(Duration.ZERO, Duration.ofNanos(1_000_000_000L / rate))
                .onBackpressureBuffer(tokens)
                .take(tokens)
                .map(Long::intValue);
    return Flux.concat(
        Flux.just(
            frame(run, 1, "run.started", "{\"run_id\":\"" + run + "\",\"model\":\"bare\"}"),
            delta(run, 2, question)),
        positions.map(position -> delta(run, 3 + position, script.token(position))),
        Flux.just(
            frame(run, 3 + tokens, "usage", USAGE),
            frame(
                run,
                4 + tokens,
                "message.completed",
                "{\"message_id\":\"" + run + "\",\"finish_reason\":\"stop\"}")));
  }

  private static byte[] delta(String run, int seq, String text) {
    return frame(run, seq, "message.delta", "{\"text\":\"" + escaped(text) + "\"}");
  }

  private static String escaped(String text) {
    return text.indexOf('\n') < 0 ? text : text.replace("\n", "\\n");
  }

  private static byte[] frame(String run, int seq, String type, String json) {
    return ("id: " + run + ":" + seq + "\nevent: " + type + "\ndata: " + json + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
