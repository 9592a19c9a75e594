package dev.parley.adapters.persistence.evaluation;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.application.evaluation.Evaluations;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.Evaluation.Configuration;
import dev.parley.domain.evaluation.Evaluation.Status;
import dev.parley.domain.evaluation.EvaluationId;
import dev.parley.domain.evaluation.GoldenAnswer;
import dev.parley.domain.evaluation.GoldenQuestion;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Evaluations in PostgreSQL. */
public final class JdbcEvaluations implements Evaluations {
  private static final String SELECT =
      """
      SELECT tenant_id, id, subject, roles, name, k, status, failure, created_at, finished_at
      FROM evaluations
      """;

  private static final String HELD =
      "WHERE tenant_id = ? AND id = ? AND node = ? AND status = 'running'";

  private final JdbcUnitOfWork unitOfWork;

  public JdbcEvaluations(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public void add(Evaluation evaluation) {
    var unused =
        unitOfWork.rowsOf(
            evaluation.caller().tenant(),
            sql -> {
              insert(sql, evaluation);
              return evaluation;
            });
  }

  private static void insert(Sql sql, Evaluation evaluation) {
    UUID tenant = evaluation.caller().tenant().value();
    UUID id = evaluation.id().value();
    var unused =
        sql.update(
            """
            INSERT INTO evaluations
              (tenant_id, id, subject, roles, name, k, status, failure, created_at, finished_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            tenant,
            id,
            evaluation.caller().subject(),
            SqlArray.texts(evaluation.caller().roles().stream().map(Role::name).toList()),
            evaluation.name(),
            evaluation.k(),
            evaluation.status(),
            evaluation.failure(),
            evaluation.createdAt(),
            evaluation.finishedAt());
    List<Configuration> configurations = evaluation.configurations();
    sql.batch(
        """
        INSERT INTO evaluation_configurations
          (tenant_id, evaluation_id, position, name, bot_id, model)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        IntStream.range(0, configurations.size()).boxed().toList(),
        position ->
            Sql.values(
                tenant,
                id,
                position,
                configurations.get(position).name(),
                configurations.get(position).bot().value(),
                Optional.ofNullable(configurations.get(position).model())
                    .map(ModelId::value)
                    .orElse(null)));
    List<GoldenQuestion> questions = evaluation.questions();
    sql.batch(
        """
        INSERT INTO evaluation_questions
          (tenant_id, evaluation_id, position, question, relevant, refuse)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        IntStream.range(0, questions.size()).boxed().toList(),
        position ->
            Sql.values(
                tenant,
                id,
                position,
                questions.get(position).text(),
                documents(questions.get(position).relevant()),
                questions.get(position).refuse()));
  }

  private static SqlArray documents(Collection<DocumentId> documents) {
    return SqlArray.uuids(documents.stream().map(DocumentId::value).toList());
  }

  @Override
  public Optional<Evaluation> find(TenantId tenant, EvaluationId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                    SELECT + "WHERE tenant_id = ? AND id = ?",
                    Stored::of,
                    tenant.value(),
                    id.value())
                .map(stored -> evaluation(sql, stored)));
  }

  @Override
  public Page<Evaluation> list(TenantId tenant, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            new Page<>(
                sql
                    .list(
                        SELECT
                            + """
                            WHERE tenant_id = ?
                            ORDER BY created_at DESC, id DESC
                            LIMIT ? OFFSET ?
                            """,
                        Stored::of,
                        tenant.value(),
                        page.size(),
                        page.offset())
                    .stream()
                    .map(stored -> evaluation(sql, stored))
                    .toList(),
                sql.count(
                    "SELECT count(*) AS total FROM evaluations WHERE tenant_id = ?",
                    tenant.value())));
  }

  @Override
  public boolean remove(TenantId tenant, EvaluationId id) {
    return unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    "DELETE FROM evaluations WHERE tenant_id = ? AND id = ?",
                    tenant.value(),
                    id.value()))
        > 0;
  }

  @Override
  public long running(TenantId tenant) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.count(
                """
                SELECT count(*) AS total FROM evaluations
                WHERE tenant_id = ? AND status = 'running'
                """,
                tenant.value()));
  }

  @Override
  public Optional<Evaluation> claim(String node, Instant now, Instant until) {
    return unitOfWork.rowsOfAll(
        sql ->
            sql.first(
                    """
                    UPDATE evaluations SET node = ?, leased_until = ?
                    WHERE (tenant_id, id) = (
                      SELECT tenant_id, id FROM evaluations
                      WHERE status = 'running' AND (node IS NULL OR leased_until < ?)
                      ORDER BY created_at
                      LIMIT 1
                      FOR UPDATE SKIP LOCKED)
                    RETURNING tenant_id, id, subject, roles, name, k, status, failure, created_at,
                      finished_at
                    """,
                    Stored::of,
                    node,
                    until,
                    now)
                .map(stored -> evaluation(sql, stored)));
  }

  @Override
  public boolean hold(TenantId tenant, EvaluationId id, String node, Instant until) {
    return unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    "UPDATE evaluations SET leased_until = ? " + HELD,
                    until,
                    tenant.value(),
                    id.value(),
                    node))
        > 0;
  }

  @Override
  public boolean keep(
      TenantId tenant, EvaluationId id, String node, Place place, GoldenAnswer answer) {
    return unitOfWork.rowsOf(
        tenant,
        sql -> {
          boolean held =
              sql.first(
                      "SELECT id FROM evaluations " + HELD + " FOR UPDATE",
                      row -> row.uuid("id"),
                      tenant.value(),
                      id.value(),
                      node)
                  .isPresent();
          if (held) {
            insert(sql, tenant, id, place, answer);
          }
          return held;
        });
  }

  private static void insert(
      Sql sql, TenantId tenant, EvaluationId id, Place place, GoldenAnswer answer) {
    var unused =
        sql.update(
            """
            INSERT INTO evaluation_answers
              (tenant_id, evaluation_id, configuration, question, result, reason, answer, found,
               cited, prompt_tokens, completion_tokens, cost_micro_usd, took_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            tenant.value(),
            id.value(),
            place.configuration(),
            place.question(),
            answer.result(),
            answer.reason(),
            answer.text(),
            documents(answer.found()),
            documents(answer.cited()),
            answer.usage().promptTokens(),
            answer.usage().completionTokens(),
            answer.usage().cost().microUsd(),
            answer.took().toMillis());
  }

  @Override
  public Map<Place, GoldenAnswer> answers(TenantId tenant, EvaluationId id) {
    List<Map.Entry<Place, GoldenAnswer>> rows =
        unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.list(
                    """
                    SELECT configuration, question, result, reason, answer, found, cited,
                      prompt_tokens, completion_tokens, cost_micro_usd, took_ms
                    FROM evaluation_answers
                    WHERE tenant_id = ? AND evaluation_id = ?
                    ORDER BY question, configuration
                    """,
                    JdbcEvaluations::answer,
                    tenant.value(),
                    id.value()));
    Map<Place, GoldenAnswer> answers = new LinkedHashMap<>();
    rows.forEach(row -> answers.put(row.getKey(), row.getValue()));
    return answers;
  }

  @Override
  public boolean end(Evaluation ended, String node) {
    TenantId tenant = ended.caller().tenant();
    return unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    "UPDATE evaluations SET status = ?, failure = ?, finished_at = ?, node = NULL "
                        + HELD,
                    ended.status(),
                    ended.failure(),
                    ended.finishedAt(),
                    tenant.value(),
                    ended.id().value(),
                    node))
        > 0;
  }

  private static Map.Entry<Place, GoldenAnswer> answer(Row row) {
    return Map.entry(
        new Place(row.int32("configuration"), row.int32("question")),
        new GoldenAnswer(
            row.constant("result", GoldenAnswer.Result.class),
            row.textOrNull("reason"),
            row.text("answer"),
            row.uuids("found").stream().map(DocumentId::new).toList(),
            row.uuids("cited").stream().map(DocumentId::new).toList(),
            new TokenUsage(
                row.int32("prompt_tokens"),
                row.int32("completion_tokens"),
                new Money(row.int64("cost_micro_usd"))),
            Duration.ofMillis(row.int64("took_ms"))));
  }

  /** A row of the table itself, to which questions and configurations belong. */
  private record Stored(
      Principal caller,
      EvaluationId id,
      String name,
      int k,
      Status status,
      Optional<String> failure,
      Instant createdAt,
      Optional<Instant> finishedAt) {
    static Stored of(Row row) {
      return new Stored(
          new Principal(
              new TenantId(row.uuid("tenant_id")),
              row.text("subject"),
              row.texts("roles").stream().map(Role::valueOf).collect(Collectors.toSet())),
          new EvaluationId(row.uuid("id")),
          row.text("name"),
          row.int32("k"),
          row.constant("status", Status.class),
          Optional.ofNullable(row.textOrNull("failure")),
          row.instant("created_at"),
          Optional.ofNullable(row.instantOrNull("finished_at")));
    }
  }

  private static Evaluation evaluation(Sql sql, Stored stored) {
    UUID tenant = stored.caller().tenant().value();
    UUID id = stored.id().value();
    List<Configuration> configurations =
        sql.list(
            """
            SELECT name, bot_id, model FROM evaluation_configurations
            WHERE tenant_id = ? AND evaluation_id = ? ORDER BY position
            """,
            JdbcEvaluations::configuration,
            tenant,
            id);
    List<GoldenQuestion> questions =
        sql.list(
            """
            SELECT question, relevant, refuse FROM evaluation_questions
            WHERE tenant_id = ? AND evaluation_id = ? ORDER BY position
            """,
            JdbcEvaluations::question,
            tenant,
            id);
    return new Evaluation(
        stored.id(),
        stored.caller(),
        stored.name(),
        configurations,
        questions,
        stored.k(),
        stored.status(),
        stored.failure().orElse(null),
        stored.createdAt(),
        stored.finishedAt().orElse(null));
  }

  private static Configuration configuration(Row row) {
    String model = row.textOrNull("model");
    return new Configuration(
        row.text("name"), new BotId(row.uuid("bot_id")), model == null ? null : new ModelId(model));
  }

  private static GoldenQuestion question(Row row) {
    return new GoldenQuestion(
        row.text("question"),
        row.uuids("relevant").stream().map(DocumentId::new).collect(Collectors.toSet()),
        row.flag("refuse"));
  }
}
