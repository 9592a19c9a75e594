package dev.parley.adapters.rest.health;

import dev.parley.adapters.rest.health.HealthJson.ComponentJson;
import dev.parley.adapters.rest.health.HealthProbe.Health;
import dev.parley.adapters.rest.intake.Intake;
import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.security.Access;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Named;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells load balancers and people how the server is. */
@Controller("/v1/health")
@Secured(Access.ANYONE)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Operations")
final class HealthController {
  private static final long PATIENCE_SECONDS = 3;
  private static final String UP = "UP";
  private static final String DOWN = "DOWN";

  private final List<HealthProbe> probes;
  private final Intake intake;
  private final ExecutorService executor;

  HealthController(
      List<HealthProbe> probes,
      Intake intake,
      @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
    this.probes = probes.stream().sorted(Comparator.comparing(HealthProbe::component)).toList();
    this.intake = intake;
    this.executor = executor;
  }

  /** Shows each part. Answers 200 as long as the process lives; the status says the rest. */
  @Get
  HealthJson getHealth() {
    Map<HealthProbe, Health> found = ask();
    return new HealthJson(canServe(found) ? UP : DOWN, components(found));
  }

  /** Answers as long as the process lives. */
  @Get("/live")
  HealthJson getLiveness() {
    return new HealthJson(UP, null);
  }

  /** Answers 503 until every required part is up, and again while the server shuts down. */
  @Get("/ready")
  @ApiResponse(responseCode = "503", description = "It cannot serve now.")
  HttpResponse<HealthJson> getReadiness() {
    Map<HealthProbe, Health> found = ask();
    boolean ready = intake.isOpen() && canServe(found);
    return HttpResponse.<HealthJson>status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(new HealthJson(ready ? UP : DOWN, components(found)));
  }

  private Map<HealthProbe, Health> ask() {
    Map<HealthProbe, CompletableFuture<Health>> asked = new LinkedHashMap<>();
    for (HealthProbe probe : probes) {
      asked.put(
          probe,
          CompletableFuture.supplyAsync(probe::check, executor)
              .completeOnTimeout(Health.down("no answer"), PATIENCE_SECONDS, TimeUnit.SECONDS)
              .exceptionally(fault -> Health.down("failed")));
    }
    Map<HealthProbe, Health> found = new LinkedHashMap<>();
    asked.forEach((probe, health) -> found.put(probe, health.join()));
    return found;
  }

  private static boolean canServe(Map<HealthProbe, Health> found) {
    return found.entrySet().stream()
        .noneMatch(
            entry ->
                entry.getKey().isRequired() && entry.getValue().status() != HealthProbe.Status.UP);
  }

  private static Map<String, ComponentJson> components(Map<HealthProbe, Health> found) {
    Map<String, ComponentJson> components = new LinkedHashMap<>();
    found.forEach(
        (probe, health) ->
            components.put(
                probe.component(), new ComponentJson(health.status().name(), health.detail())));
    return components;
  }
}
