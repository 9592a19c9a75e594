package dev.parley.bootstrap.settings;

import dev.parley.application.routing.RoutingTable;
import dev.parley.application.routing.RoutingTable.Option;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.Complexity;
import dev.parley.domain.routing.Condition;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.RoutingPolicy.Strategy;
import dev.parley.domain.validation.InvalidValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ways to models: {@code NAME = MODEL if CONDITION and CONDITION, MODEL; NAME = …}, where
 * a condition is {@code prompt<=TOKENS}, {@code prompt>=TOKENS}, {@code complexity<=WORD}, {@code
 * complexity>=WORD}, {@code cost<=USD} or {@code needs=CAPABILITY}.
 */
final class Routes {
  private static final String FORM =
      "NAME = MODEL [if CONDITION [and CONDITION …]], MODEL …; NAME = …";

  private static final String CONDITIONS =
      "prompt<=TOKENS, prompt>=TOKENS, complexity<=simple|moderate|complex, complexity>=…,"
          + " cost<=USD or needs=CAPABILITY";

  private static final Pattern CONDITION = Pattern.compile("(\\w+)\\s*(<=|>=|=)\\s*(\\S+)");
  private static final int MICROS = 6;

  private Routes() {}

  static RoutingTable in(Map<String, String> environment) {
    Map<ModelId, List<Option>> routes = new LinkedHashMap<>();
    for (String each : split(Setting.MODEL_ROUTES.in(environment).orElse(""), ";")) {
      String[] sides = each.split("=", 2);
      if (sides.length < 2 || sides[0].isBlank() || split(sides[1], ",").isEmpty()) {
        throw new InvalidSetting(Setting.MODEL_ROUTES, "'" + each + "'", FORM);
      }
      List<Option> options = split(sides[1], ",").stream().map(Routes::option).toList();
      if (routes.put(name(sides[0]), options) != null) {
        throw new InvalidSetting(
            Setting.MODEL_ROUTES, "'" + sides[0].strip() + "' twice", "each name once");
      }
    }
    requireModels(routes);
    List<ModelId> fallbacks =
        ServerSettings.list(environment, Setting.MODEL_FALLBACKS).stream()
            .map(ModelId::new)
            .toList();
    return new RoutingTable(routes, fallbacks, strategy(environment), hedgeAfter(environment));
  }

  private static void requireModels(Map<ModelId, List<Option>> routes) {
    Set<ModelId> names = routes.keySet();
    for (List<Option> options : routes.values()) {
      for (Option option : options) {
        if (names.contains(option.model())) {
          throw new InvalidSetting(
              Setting.MODEL_ROUTES, "'" + option.model() + "' within a route", "models, no routes");
        }
      }
    }
  }

  private static Option option(String text) {
    String[] parts = text.split("\\sif\\s", 2);
    List<Condition> conditions =
        parts.length < 2
            ? List.of()
            : Arrays.stream(parts[1].split("\\sand\\s")).map(Routes::condition).toList();
    return new Option(name(parts[0]), conditions);
  }

  private static ModelId name(String text) {
    try {
      return new ModelId(text.strip());
    } catch (InvalidValue e) {
      throw new InvalidSetting(Setting.MODEL_ROUTES, "'" + text.strip() + "'", FORM);
    }
  }

  private static Condition condition(String text) {
    Matcher matcher = CONDITION.matcher(text.strip());
    if (!matcher.matches()) {
      throw invalid(text);
    }
    String value = matcher.group(3);
    try {
      return switch (matcher.group(1).toLowerCase(Locale.ROOT) + matcher.group(2)) {
        case "prompt<=" -> new Condition.PromptBetween(0, Integer.parseInt(value));
        case "prompt>=" -> new Condition.PromptBetween(Integer.parseInt(value), Integer.MAX_VALUE);
        case "complexity<=" ->
            new Condition.ComplexityBetween(Complexity.SIMPLE, complexity(value));
        case "complexity>=" ->
            new Condition.ComplexityBetween(complexity(value), Complexity.COMPLEX);
        case "cost<=" -> new Condition.CostAtMost(usd(value));
        case "needs=" -> new Condition.Needing(value);
        default -> throw invalid(text);
      };
    } catch (IllegalArgumentException | ArithmeticException notAValue) {
      throw invalid(text);
    }
  }

  private static Complexity complexity(String word) {
    return Complexity.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static Money usd(String amount) {
    return new Money(new BigDecimal(amount).movePointRight(MICROS).longValueExact());
  }

  private static InvalidSetting invalid(String condition) {
    return new InvalidSetting(Setting.MODEL_ROUTES, "'" + condition.strip() + "'", CONDITIONS);
  }

  private static Strategy strategy(Map<String, String> environment) {
    String value = Setting.MODEL_ROUTE_STRATEGY.in(environment).orElseThrow();
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "in_order" -> Strategy.IN_ORDER;
      case "cheapest" -> Strategy.CHEAPEST;
      default ->
          throw new InvalidSetting(
              Setting.MODEL_ROUTE_STRATEGY, "'" + value + "'", "in_order or cheapest");
    };
  }

  private static @Nullable Duration hedgeAfter(Map<String, String> environment) {
    return Setting.MODEL_HEDGE_AFTER_MS.in(environment).isEmpty()
        ? null
        : Duration.ofMillis(
            ServerSettings.number(environment, Setting.MODEL_HEDGE_AFTER_MS, 1, 600_000 - 1));
  }

  private static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split(separator, -1)) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return parts;
  }
}
