package dev.parley.adapters.rest.request;

import dev.parley.domain.id.Ids;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/** The id under which a request is logged and answered: the caller's own, or one made here. */
@Singleton
public final class RequestIds {
  /** The header that carries it, both ways. */
  public static final String HEADER = "X-Request-Id";

  private static final String ATTRIBUTE = "parley.request_id";
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final Ids ids;

  RequestIds(Ids ids) {
    this.ids = ids;
  }

  /** The id of a request: the same each time it is asked for. */
  public String of(HttpRequest<?> request) {
    return request
        .getAttribute(ATTRIBUTE, String.class)
        .orElseGet(
            () -> {
              String given = request.getHeaders().get(HEADER);
              String id =
                  given != null && FORM.matcher(given).matches() ? given : ids.next().toString();
              request.setAttribute(ATTRIBUTE, id);
              return id;
            });
  }
}
