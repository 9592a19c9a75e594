package dev.parley.adapters.rest.problem;

import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.micronaut.serde.exceptions.SerdeException;
import io.micronaut.serde.exceptions.path.CollectionItemReferencePath;
import io.micronaut.serde.exceptions.path.MapItemReferencePath;
import io.micronaut.serde.exceptions.path.PropertyReferencePath;
import io.micronaut.serde.exceptions.path.ReferencePath;

/** Where in a JSON body something did not fit, such as {@code messages[0].content}. */
final class BodyPath {
  private static final SnakeCaseStrategy NAMING = new SnakeCaseStrategy();

  private BodyPath() {}

  static String of(SerdeException exception) {
    StringBuilder path = new StringBuilder();
    // The innermost comes first.
    for (ReferencePath step : exception.getPath().reversed()) {
      switch (step) {
        case CollectionItemReferencePath item -> path.append('[').append(item.index()).append(']');
        case MapItemReferencePath entry -> name(path, entry.key());
        case PropertyReferencePath property -> name(path, NAMING.translate(property.property()));
      }
    }
    return path.isEmpty() ? "body" : path.toString();
  }

  private static void name(StringBuilder path, String name) {
    if (!path.isEmpty()) {
      path.append('.');
    }
    path.append(name);
  }
}
