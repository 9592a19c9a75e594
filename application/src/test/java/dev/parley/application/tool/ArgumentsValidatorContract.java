package dev.parley.application.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.parley.application.tool.ArgumentsValidator.Result.Invalid;
import dev.parley.application.tool.ArgumentsValidator.Result.Valid;
import dev.parley.application.tool.ArgumentsValidator.Violation;
import dev.parley.domain.tool.ToolSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ArgumentsValidator} does. */
public abstract class ArgumentsValidatorContract {
  private static final String WEATHER =
      """
      {"type": "object",
       "properties": {
         "city": {"type": "string", "minLength": 2},
         "days": {"type": "integer", "minimum": 1, "maximum": 7},
         "at": {"type": "object", "properties": {"lat": {"type": "number"}}}},
       "required": ["city"],
       "additionalProperties": false}
      """;

  /** The validator under test. */
  protected abstract ArgumentsValidator validator();

  @Test
  void acceptsWhatFitsAndMakesItCanonical() {
    Result plain = validate(WEATHER, "{ \"days\" : 3,\n \"city\": \"K\\u00f6ln\" }");

    assertThat(plain.result()).isEqualTo(new Valid("{\"city\":\"Köln\",\"days\":3}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"b\":[1,{\"y\":2,\"x\":null}],\"a\":1}",
        "{\"a\":1.0,\"b\":[1e0,{\"x\":null,\"y\":2.00}]}",
        " {\"a\" : 10e-1 , \"b\" : [ 1 , { \"y\" : 2 , \"x\" : null } ] } "
      })
  void writesTheSameArgumentsInOneWay(String arguments) {
    assertThat(validate("{}", arguments).result())
        .isEqualTo(new Valid("{\"a\":1,\"b\":[1,{\"x\":null,\"y\":2}]}"));
  }

  @Test
  void keepsNumbersExactly() {
    assertThat(validate("{}", "{\"n\":9007199254740993,\"m\":0.1000}").result())
        .isEqualTo(new Valid("{\"m\":0.1,\"n\":9007199254740993}"));
    assertThat(validate("{}", "{\"n\":-0,\"m\":120}").result())
        .isEqualTo(new Valid("{\"m\":120,\"n\":0}"));
  }

  @Test
  void ordersMembersByTheirCodeUnits() {
    assertThat(validate("{}", "{\"\uFB01\":1,\"🙂\":2,\"a\":3,\"B\":4}").result())
        .isEqualTo(new Valid("{\"B\":4,\"a\":3,\"🙂\":2,\"\uFB01\":1}"));
  }

  @Test
  void takesNothingForNoArguments() {
    assertThat(validate("{\"type\":\"object\"}", " ").result()).isEqualTo(new Valid("{}"));
    assertThat(validate(WEATHER, "").pointers()).containsExactly("");
  }

  @Test
  void saysWhereWhichArgumentsAreWrong() {
    assertThat(validate(WEATHER, "{\"city\":\"Bonn\",\"days\":8}").pointers())
        .containsExactly("/days");
    assertThat(validate(WEATHER, "{\"city\":\"B\",\"at\":{\"lat\":\"north\"}}").pointers())
        .containsExactlyInAnyOrder("/city", "/at/lat");
    assertThat(validate(WEATHER, "{\"city\":\"Bonn\",\"x\":1}").pointers()).containsExactly("");
    assertThat(validate(WEATHER, "{\"city\":\"Bonn\",\"days\":8}").details())
        .singleElement()
        .asString()
        .contains("7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "city", "{}{}", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "{'a':1}", "{\"a\":1,}"})
  void rejectsWhatIsNoJson(String arguments) {
    assertThat(validate("{}", arguments).pointers()).containsExactly("");
  }

  @Test
  void rejectsWhatIsTooLongTooDeepOrTooBig() {
    String deep = "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    String big = "{\"a\":1e999999999}";

    assertThat(validate("{}", deep).pointers()).containsExactly("");
    assertThat(validate("{}", big).pointers()).containsExactly("");
    assertThat(validate("{}", "{\"a\":1e1000}").pointers()).containsExactly("");
    assertThat(
            validate(
                    "{}", "{\"a\":\"" + "x".repeat(ArgumentsValidator.MAX_ARGUMENTS_LENGTH) + "\"}")
                .pointers())
        .containsExactly("");
  }

  @Test
  void namesNoMoreThanSoManyViolations() {
    String items = "\"x\",".repeat(100) + "\"x\"";

    assertThat(validate("{\"items\":{\"type\":\"integer\"}}", "[" + items + "]").pointers())
        .hasSize(ArgumentsValidator.MAX_VIOLATIONS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"objekt\"}",
        "{\"properties\":[]}",
        "{\"minimum\":\"1\"}",
        "[]",
        "nothing",
        "{\"type\":\"object\"",
        "{\"pattern\":\"(\"}",
        "{\"$schema\":\"http://localhost:1/own-schema\"}",
        "{\"$ref\":\"#/definitions/missing\"}"
      })
  void saysWhichSchemasCannotBeUsed(String schema) {
    assertThat(validator().inspect(schema)).isNotEmpty();
    assertThat(validate(schema, "{}").result()).isInstanceOf(Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\"}",
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\"}",
        "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"type\":\"object\"}}}"
      })
  void takesBothDraftsAndReferencesWithinTheSchema(String schema) {
    assertThat(validator().inspect(schema)).isEmpty();
    assertThat(validate(schema, "{\"x\":1}").result()).isEqualTo(new Valid("{\"x\":1}"));
    assertThat(validate("{\"type\":\"array\"}", "{}").result()).isInstanceOf(Invalid.class);
  }

  @Test
  void loadsNothingFromElsewhere() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'{', '}'});
          exchange.close();
        });
    server.start();
    try {
      String there = "http://localhost:" + server.getAddress().getPort() + "/schema.json";
      for (String address :
          List.of(
              there,
              "file:///etc/hostname",
              "classpath:logback.xml",
              "resource:logback.xml",
              "jar:" + there + "!/x")) {
        String schema = "{\"properties\":{\"a\":{\"$ref\":\"" + address + "\"}}}";
        assertThat(validator().inspect(schema)).isNotEmpty();
        assertThat(validate(schema, "{\"a\":1}").result()).isInstanceOf(Invalid.class);
        assertThat(validator().inspect("{\"$schema\":\"" + address + "\"}")).isNotEmpty();
        assertThat(validator().inspect("{\"$dynamicRef\":\"" + address + "\"}")).isNotEmpty();
      }
      assertThat(asked).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void givesUpOnPatternsThatTakeTooLong() {
    String schema = "{\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^(a+)+$\"}}}";

    assertThat(validate(schema, "{\"a\":\"aaaa\"}").result()).isInstanceOf(Valid.class);
    assertThat(validate(schema, "{\"a\":\"" + "a".repeat(5_000) + "!\"}").result())
        .isInstanceOf(Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\":\"#\"}",
        "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}},"
            + "\"$ref\":\"#/$defs/a\"}"
      })
  void survivesSchemasThatReferToThemselvesForEver(String schema) {
    assertThat(validate(schema, "{}").result()).isInstanceOf(Invalid.class);
  }

  @Test
  void followsSchemasThatReferToThemselvesAsDeepAsTheArguments() {
    String tree = "{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"}}}";

    assertThat(validator().inspect(tree)).isEmpty();
    assertThat(validate(tree, "{\"next\":{\"next\":{}}}").result()).isInstanceOf(Valid.class);
    assertThat(validate(tree, "{\"next\":{\"next\":1}}").pointers()).containsExactly("/next/next");
  }

  /** A result, and parts of it. */
  private record Result(ArgumentsValidator.Result result) {
    List<String> pointers() {
      return violations().stream().map(Violation::pointer).toList();
    }

    List<String> details() {
      return violations().stream().map(Violation::detail).toList();
    }

    private List<Violation> violations() {
      return result instanceof Invalid invalid ? invalid.violations() : List.of();
    }
  }

  private Result validate(String schema, String arguments) {
    return new Result(
        validator()
            .validate(new ToolSpec("tool", "Does things.", schema, false, false), arguments));
  }
}
