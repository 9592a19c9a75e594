package dev.parley.adapters.rest.mcp;

import dev.parley.application.bot.Bots;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.TenantId;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tools of a tenant, found anew for each request: what was removed is gone from the next. */
@Singleton
final class ToolCatalog {
  static final String ASK = "ask_";
  static final String SEARCH = "search_";

  /** How many tools one answer lists. */
  static final int PAGE = 100;

  /** The most bots that are listed, and the most datasets. */
  static final int MOST = 1_000;

  private final Bots bots;
  private final Datasets datasets;
  private final AskBot askBot;
  private final SearchDataset searchDataset;

  ToolCatalog(Bots bots, Datasets datasets, AskBot askBot, SearchDataset searchDataset) {
    this.bots = bots;
    this.datasets = datasets;
    this.askBot = askBot;
    this.searchDataset = searchDataset;
  }

  /**
   * Some tools, by their names.
   *
   * @param next where the others begin; null: these were the last
   */
  record Listing(List<OfferedTool> tools, @Nullable String next) {}

  /**
   * The tools from where a list broke off.
   *
   * @param cursor null: from the beginning
   * @throws Malformed for a cursor that was given by no list
   */
  Listing list(TenantId tenant, @Nullable String cursor) {
    NavigableMap<String, OfferedTool> all = all(tenant);
    NavigableMap<String, OfferedTool> rest =
        cursor == null ? all : all.tailMap(lastOf(cursor), false);
    List<OfferedTool> tools = rest.values().stream().limit(PAGE).toList();
    return new Listing(
        tools, rest.size() > tools.size() ? cursorAfter(tools.getLast().name()) : null);
  }

  private static String cursorAfter(String name) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(name.getBytes(StandardCharsets.US_ASCII));
  }

  private static String lastOf(String cursor) {
    try {
      String name = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      if (name.startsWith(ASK) || name.startsWith(SEARCH)) {
        return name;
      }
    } catch (IllegalArgumentException notOne) {
      // Told below.
    }
    throw new Malformed(
        ErrorCodes.INVALID_PARAMS, "cursor: unknown (expected: one that a list ended with)", null);
  }

  Optional<OfferedTool> find(TenantId tenant, String name) {
    if (name.length() > ToolNames.MAX_LENGTH) {
      return Optional.empty();
    }
    if (name.startsWith(SEARCH)) {
      return Optional.ofNullable(datasets(tenant).get(name)).map(set -> tool(name, set));
    }
    if (!name.startsWith(ASK)) {
      return Optional.empty();
    }
    // All names but those that are cut say the slug: no need to read all bots for them.
    String slug = name.substring(ASK.length()).replace('_', '-');
    Optional<Bot> named =
        Slug.isValid(slug) && !name.substring(ASK.length()).contains("-")
            ? bots.findBySlug(tenant, new Slug(slug))
            : Optional.empty();
    return named.or(() -> Optional.ofNullable(bots(tenant).get(name))).map(bot -> tool(name, bot));
  }

  private NavigableMap<String, OfferedTool> all(TenantId tenant) {
    NavigableMap<String, OfferedTool> all = new TreeMap<>();
    bots(tenant).forEach((name, bot) -> all.put(name, tool(name, bot)));
    datasets(tenant).forEach((name, dataset) -> all.put(name, tool(name, dataset)));
    return all;
  }

  private OfferedTool tool(String name, Bot bot) {
    return new OfferedTool(
        askBot.spec(name, bot), (caller, arguments) -> askBot.call(caller, bot, arguments));
  }

  private OfferedTool tool(String name, Dataset dataset) {
    return new OfferedTool(
        searchDataset.spec(name, dataset),
        (caller, arguments) -> searchDataset.call(caller, dataset, arguments));
  }

  private Map<String, Bot> bots(TenantId tenant) {
    return ToolNames.of(
        ASK,
        oldestFirst(page -> bots.list(tenant, page)),
        bot -> bot.slug().value().replace('-', '_'),
        bot -> bot.id().value());
  }

  private Map<String, Dataset> datasets(TenantId tenant) {
    return ToolNames.of(
        SEARCH,
        oldestFirst(page -> datasets.list(tenant, page)),
        dataset -> ToolNames.word(dataset.name()),
        dataset -> dataset.id().value());
  }

  private static <T> List<T> oldestFirst(Function<PageRequest, Page<T>> list) {
    List<T> all = Page.first(MOST, list);
    Collections.reverse(all);
    return all;
  }
}
