package dev.parley.application.evaluation;

import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.Evaluation.Status;
import dev.parley.domain.evaluation.EvaluationId;
import dev.parley.domain.evaluation.GoldenAnswer;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evaluations in memory. */
public final class InMemoryEvaluations implements Evaluations {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Held> rows;

  public InMemoryEvaluations(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.rows = unitOfWork.table("evaluations");
  }

  private record Held(
      Evaluation evaluation,
      Map<Place, GoldenAnswer> answers,
      @Nullable String node,
      Instant until) {
    TenantId tenant() {
      return evaluation.caller().tenant();
    }

    boolean isBy(String holder) {
      return evaluation.status() == Status.RUNNING && holder.equals(node);
    }
  }

  @Override
  public void add(Evaluation evaluation) {
    unitOfWork.rowsOf(
        evaluation.caller().tenant(),
        () -> {
          put(new Held(evaluation, Map.of(), null, Instant.MIN));
          return true;
        });
  }

  private void put(Held held) {
    rows.put(held.tenant(), held.evaluation().id(), held);
  }

  @Override
  public Optional<Evaluation> find(TenantId tenant, EvaluationId id) {
    return unitOfWork.rowsOf(tenant, () -> rows.find(tenant, id).map(Held::evaluation));
  }

  @Override
  public Page<Evaluation> list(TenantId tenant, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            Pages.of(
                rows.of(tenant).stream().map(Held::evaluation).toList(),
                Comparator.comparing(Evaluation::createdAt)
                    .thenComparing(evaluation -> evaluation.id().value())
                    .reversed(),
                page));
  }

  @Override
  public boolean remove(TenantId tenant, EvaluationId id) {
    return unitOfWork.rowsOf(tenant, () -> rows.remove(tenant, id));
  }

  @Override
  public long running(TenantId tenant) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            rows.of(tenant).stream()
                .filter(held -> held.evaluation().status() == Status.RUNNING)
                .count());
  }

  @Override
  public Optional<Evaluation> claim(String node, Instant now, Instant until) {
    return unitOfWork.acrossTenants(
        () -> {
          Optional<Held> free =
              rows.all().stream()
                  .filter(held -> held.evaluation().status() == Status.RUNNING)
                  .filter(held -> held.node() == null || held.until().isBefore(now))
                  .min(Comparator.comparing(held -> held.evaluation().createdAt()));
          free.ifPresent(held -> put(new Held(held.evaluation(), held.answers(), node, until)));
          return free.map(Held::evaluation);
        });
  }

  @Override
  public boolean hold(TenantId tenant, EvaluationId id, String node, Instant until) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          Optional<Held> held = rows.find(tenant, id).filter(each -> each.isBy(node));
          held.ifPresent(each -> put(new Held(each.evaluation(), each.answers(), node, until)));
          return held.isPresent();
        });
  }

  @Override
  public boolean keep(
      TenantId tenant, EvaluationId id, String node, Place place, GoldenAnswer answer) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          Optional<Held> held = rows.find(tenant, id).filter(each -> each.isBy(node));
          held.ifPresent(
              each -> {
                Map<Place, GoldenAnswer> answers = new LinkedHashMap<>(each.answers());
                answers.putIfAbsent(place, answer);
                put(new Held(each.evaluation(), answers, node, each.until()));
              });
          return held.isPresent();
        });
  }

  @Override
  public Map<Place, GoldenAnswer> answers(TenantId tenant, EvaluationId id) {
    return unitOfWork.rowsOf(
        tenant, () -> rows.find(tenant, id).map(Held::answers).orElse(Map.of()));
  }

  @Override
  public boolean end(Evaluation ended, String node) {
    TenantId tenant = ended.caller().tenant();
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          Optional<Held> held = rows.find(tenant, ended.id()).filter(each -> each.isBy(node));
          held.ifPresent(each -> put(new Held(ended, each.answers(), null, Instant.MIN)));
          return held.isPresent();
        });
  }
}
