package dev.parley.domain.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.knowledge.TimeSpan;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BotTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

  private static Bot bot(
      String name,
      String systemPrompt,
      @Nullable Double temperature,
      List<DatasetId> datasets,
      String greeting) {
    return bot(name, systemPrompt, temperature, datasets, List.of(), greeting);
  }

  private static Bot bot(
      String name,
      String systemPrompt,
      @Nullable Double temperature,
      List<DatasetId> datasets,
      List<String> plugins,
      String greeting) {
    return new Bot(
        new BotId(new UUID(1, 1)),
        new TenantId(new UUID(1, 2)),
        new Slug("demo"),
        name,
        systemPrompt,
        null,
        temperature,
        datasets,
        List.of(),
        plugins,
        RetrievalSettings.DEFAULT,
        greeting,
        null,
        false,
        NOW,
        NOW);
  }

  private static Bot withTemperature(@Nullable Double temperature) {
    return bot("Demo", "", temperature, List.of(), "");
  }

  @Test
  void needsNoInstructionsGreetingOrTemperature() {
    assertThat(withTemperature(null).temperature()).isNull();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.7, 2})
  void takesATemperatureThatProvidersTake(double temperature) {
    assertThat(withTemperature(temperature).temperature()).isEqualTo(temperature);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 2.01, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAnyOtherTemperature(double temperature) {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> withTemperature(temperature))
        .withMessage("temperature: " + temperature + " (expected: 0..2)");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, name",
    "201, 0, 0, name",
    "1, 32001, 0, system_prompt",
    "1, 0, 2001, greeting"
  })
  void refusesTextsThatAreTooLongOrMissing(int name, int prompt, int greeting, String field) {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(
            () -> bot("n".repeat(name), "p".repeat(prompt), null, List.of(), "g".repeat(greeting)))
        .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
  }

  @Test
  void takesTheLongestTexts() {
    Bot bot = bot("n".repeat(200), "p".repeat(32_000), null, List.of(), "g".repeat(2_000));

    assertThat(bot.systemPrompt()).hasSize(32_000);
  }

  @Test
  void keepsItsDatasetsToItself() {
    List<DatasetId> datasets = new ArrayList<>(List.of(new DatasetId(new UUID(2, 1))));
    Bot bot = bot("Demo", "", null, datasets, "");

    datasets.add(new DatasetId(new UUID(2, 2)));

    assertThat(bot.datasets()).hasSize(1);
  }

  private static Bot given(List<String> plugins) {
    return bot("Demo", "", null, List.of(), plugins, "");
  }

  @Test
  void takesEachToolOnceAndNotTooMany() {
    List<String> most = IntStream.range(0, 64).mapToObj(i -> "tool" + i).toList();
    List<String> more = IntStream.range(0, 65).mapToObj(i -> "tool" + i).toList();

    assertThat(given(most).plugins()).isEqualTo(most);
    assertThat(given(most).keepingTo(List.of()).plugins()).isEqualTo(most);
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> given(more))
        .withMessage("plugins: 65 entries (expected: at most 64)");
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> given(List.of("clock", "clock")))
        .withMessage("plugins: [clock, clock] (expected: each name once)");
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0, 0", "50, 1, 1, 1", "6, 0.5, 0.5, 0.5"})
  void looksUpWithinItsLimits(int k, double minScore, double diversity, double weight) {
    RetrievalSettings settings = settings(k, minScore, diversity, weight);

    assertThat(settings.k()).isEqualTo(k);
    assertThat(settings.weight()).isEqualTo(weight);
    assertThat(settings.ofAtMost(2)).isEqualTo(settings(2, minScore, diversity, weight));
  }

  private static RetrievalSettings settings(
      int k, double minScore, double diversity, double weight) {
    return new RetrievalSettings(
        k, minScore, SearchMode.HYBRID, diversity, FusionMethod.WEIGHTED, weight);
  }

  @Test
  void looksIntoTheSameDocumentsHoweverItLooks() {
    Narrowing narrowing =
        new Narrowing(Set.of("public"), Set.of(new Language("de")), TimeSpan.ALWAYS);
    RetrievalSettings settings = settings(6, 0, 0, 0.5);

    assertThat(settings.narrowing()).isEqualTo(Narrowing.NONE);
    assertThat(settings.narrowedTo(narrowing).ofAtMost(2).byWordsAlone().narrowing())
        .isEqualTo(narrowing);
  }

  @Test
  void namesFewAndShortTags() {
    Set<String> many =
        IntStream.rangeClosed(0, Narrowing.MOST)
            .mapToObj(Integer::toString)
            .collect(Collectors.toSet());

    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> new Narrowing(many, Set.of(), TimeSpan.ALWAYS))
        .withMessage("retrieval.tags: 51 values (expected: at most 50)");
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> new Narrowing(Set.of("x".repeat(65)), Set.of(), TimeSpan.ALWAYS))
        .satisfies(refused -> assertThat(refused.field()).isEqualTo("retrieval.tags"));
  }

  @ParameterizedTest
  @CsvSource({"HYBRID, 0.3", "SEMANTIC, 1", "KEYWORD, 0"})
  void givesALegThatIsAskedAloneAllTheWeight(SearchMode mode, double weight) {
    RetrievalSettings settings = new RetrievalSettings(6, 0, mode, 0, FusionMethod.WEIGHTED, 0.3);

    assertThat(settings.weight()).isEqualTo(weight);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0.8, retrieval.k",
    "51, 0, 0, 0.8, retrieval.k",
    "-1, 0, 0, 0.8, retrieval.k",
    "6, -0.1, 0, 0.8, retrieval.min_score",
    "6, 1.1, 0, 0.8, retrieval.min_score",
    "6, NaN, 0, 0.8, retrieval.min_score",
    "6, 0, -0.1, 0.8, retrieval.diversity",
    "6, 0, 1.1, 0.8, retrieval.diversity",
    "6, 0, NaN, 0.8, retrieval.diversity",
    "6, 0, 0, -0.1, retrieval.semantic_weight",
    "6, 0, 0, 1.1, retrieval.semantic_weight",
    "6, 0, 0, NaN, retrieval.semantic_weight"
  })
  void refusesToLookUpBeyondThem(
      int k, double minScore, double diversity, double weight, String field) {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> settings(k, minScore, diversity, weight))
        .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
  }
}
