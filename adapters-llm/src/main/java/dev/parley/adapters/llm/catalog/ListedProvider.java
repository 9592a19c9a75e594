package dev.parley.adapters.llm.catalog;

import dev.parley.adapters.llm.catalog.KnownModels.Facts;
import dev.parley.adapters.llm.openai.OpenAiEndpoint;
import dev.parley.adapters.llm.openai.ProviderSettings;
import dev.parley.adapters.llm.openai.WholeAnswers;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One provider and the names of its models. Named in its settings they are final; else it is asked,
 * and until it answers, or where it does not, the well-known ones stand in. Safe for use by many
 * threads.
 */
final class ListedProvider implements AutoCloseable {
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final Duration KEPT_AFTER_FAILURE = Duration.ofSeconds(5);

  /** In the background: no caller waits for so long. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** What is asked for at most: providers count it against their limits before it is written. */
  private static final int MOST_OUTPUT = 4_096;

  /** Models that think first spend most of their output on that. */
  private static final int MOST_OUTPUT_WITH_THOUGHT = 16_384;

  /** Names of models that do not chat, or not over chat completions. */
  private static final Pattern NO_CHAT =
      Pattern.compile(
          "embed|whisper|tts|dall-e|moderation|realtime|audio|transcribe|image|sora|davinci|babbage"
              + "|turbo-instruct|guard|search-preview|search-api|computer-use|codex|deep-research"
              + "|^bge-|minilm|rerank|orpheus|o\\d-pro|gpt-5(?:\\.\\d+)?-pro",
          Pattern.CASE_INSENSITIVE);

  /** Names of models that embed. */
  private static final Pattern EMBEDS =
      Pattern.compile("embed|^bge-|minilm|(?:^|/)(?:e5|gte)-", Pattern.CASE_INSENSITIVE);

  /** OpenAI's models that refuse any temperature but their own, by name where no facts say so. */
  private static final Pattern OWN_TEMPERATURE = Pattern.compile("^(?:o\\d|gpt-5)");

  private final OpenAiEndpoint endpoint;
  private final WholeAnswers wholeAnswers;
  private final KnownModels known;
  private volatile List<String> names;
  private volatile List<String> embedders;
  private @Nullable Instant due;
  private @Nullable CompletableFuture<?> refresh;

  /** A provider that closes its connections, of both kinds. */
  ListedProvider(OpenAiEndpoint endpoint, WholeAnswers wholeAnswers, KnownModels known) {
    this.endpoint = endpoint;
    this.wholeAnswers = wholeAnswers;
    this.known = known;
    List<String> named = endpoint.settings().models();
    this.names = named.isEmpty() ? known.names(name()) : named;
    this.embedders = embedders(named);
  }

  String name() {
    return endpoint.settings().name();
  }

  OpenAiEndpoint endpoint() {
    return endpoint;
  }

  /** For answers that are read whole, past the models. */
  WholeAnswers wholeAnswers() {
    return wholeAnswers;
  }

  @Override
  public void close() {
    endpoint.close();
    wholeAnswers.close();
  }

  /** The provider's own names, each once, in a stable order. */
  List<String> names() {
    return names;
  }

  /** The provider's own names of models that embed, those first that are well known. */
  List<String> embedders() {
    return embedders;
  }

  @Nullable TokenPrice embedderPrice(String name) {
    return known.embedders(name()).get(name);
  }

  /** Lists name what chats; what embeds is often left out, and works for all that. */
  private List<String> embedders(Collection<String> found) {
    Set<String> embedding = new LinkedHashSet<>(known.embedders(name()).keySet());
    for (String name : new TreeSet<>(found)) {
      if (isName(name) && EMBEDS.matcher(name).find()) {
        embedding.add(name);
      }
    }
    return List.copyOf(embedding);
  }

  /** Whether the provider is asked for its models. */
  boolean isAsked() {
    return endpoint.settings().models().isEmpty();
  }

  /** Whether nobody has yet waited for the provider's first list. */
  synchronized boolean isNew() {
    return isAsked() && due == null;
  }

  /**
   * Asks the provider again if its list has grown old.
   *
   * @param force whether to ask though the list is still good
   * @param changed run when the list has been brought up to date
   * @return completes when that is done
   */
  synchronized CompletableFuture<?> refresh(
      boolean force, Instant now, ExecutorService executor, Runnable changed) {
    if (refresh != null && !refresh.isDone()) {
      return refresh;
    }
    if (!isAsked() || (!force && due != null && now.isBefore(due))) {
      return CompletableFuture.completedFuture(null);
    }
    refresh =
        CompletableFuture.runAsync(
            () -> {
              Optional<List<String>> listed = endpoint.modelNames(PATIENCE);
              listed.ifPresent(this::take);
              keepUntil(now.plus(listed.isPresent() ? KEPT : KEPT_AFTER_FAILURE));
              changed.run();
            },
            executor);
    return refresh;
  }

  private void take(List<String> found) {
    List<String> sound = found.stream().filter(Objects::nonNull).toList();
    embedders = embedders(sound);
    names = ordered(sound);
  }

  /** From now on nobody waits for the first list. */
  synchronized void giveUpWaiting(Instant now) {
    if (due == null) {
      due = now;
    }
  }

  private synchronized void keepUntil(Instant instant) {
    due = instant;
  }

  private List<String> ordered(Collection<String> found) {
    Set<String> chatting = new TreeSet<>();
    for (String name : found) {
      if (isName(name) && !NO_CHAT.matcher(name).find()) {
        chatting.add(name);
      }
    }
    List<String> ordered = new ArrayList<>();
    for (String name : known.names(name())) {
      if (chatting.remove(name)) {
        ordered.add(name);
      }
    }
    ordered.addAll(chatting);
    return ordered;
  }

  private static boolean isName(String name) {
    return !name.isBlank()
        && name.length() <= 160
        && name.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
  }

  /**
   * A model as it is known.
   *
   * @param takesPictures whether the operator says so
   */
  Model model(ModelId id, String name, boolean takesPictures) {
    ProviderSettings settings = endpoint.settings();
    Optional<Facts> facts = known.of(name(), name);
    if (facts.isEmpty()) {
      return new Model(
          id,
          name(),
          settings.assumedWindow(),
          settings.assumedOutput(),
          null,
          seeing(Set.of("chat", "streaming"), takesPictures));
    }
    Facts fact = facts.get();
    int most = isThinking(fact) ? MOST_OUTPUT_WITH_THOUGHT : MOST_OUTPUT;
    return new Model(
        id,
        name(),
        fact.window(),
        Math.min(fact.output(), most),
        fact.price(),
        seeing(fact.capabilities(), takesPictures));
  }

  private static Set<String> seeing(Set<String> capabilities, boolean takesPictures) {
    Set<String> all = new TreeSet<>(capabilities);
    if (takesPictures) {
      all.add(Model.VISION);
    }
    return all;
  }

  boolean takesTemperature(String name) {
    if (!name().equals("openai")) {
      return true;
    }
    return !OWN_TEMPERATURE.matcher(name).find()
        && known.of(name(), name).filter(ListedProvider::isThinking).isEmpty();
  }

  private static boolean isThinking(Facts facts) {
    return facts.capabilities().contains("reasoning");
  }
}
