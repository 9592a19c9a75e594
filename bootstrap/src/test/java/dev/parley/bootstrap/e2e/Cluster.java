package dev.parley.bootstrap.e2e;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Two nodes on one PostgreSQL and, unless told otherwise, one Redis; and a provider for both. */
final class Cluster implements AutoCloseable {
  static final int FIRST = 0;
  static final int SECOND = 1;

  private final ScriptedProvider provider = ScriptedProvider.start();
  private final SharedDatabase database = SharedDatabase.start();
  private final TestRedis redis = TestRedis.start();
  private final List<Home> homes = List.of(Home.create(), Home.create());
  private final Map<String, String> settings = new HashMap<>();
  private final ServerProcess[] nodes = new ServerProcess[2];

  private Cluster(Consumer<ScriptedProvider> models, boolean withRedis) {
    models.accept(provider);
    settings.putAll(provider.settings());
    settings.put("DATABASE_URL", database.url());
    settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
    settings.put("MODEL_DEFAULT", "offline");
    settings.put("PARLEY_MODEL_CONCURRENCY", "400");
    if (withRedis) {
      settings.put("REDIS_URL", redis.url());
    }
  }

  /**
   * Starts all of it.
   *
   * @param models adds the provider's models
   */
  static Cluster start(Consumer<ScriptedProvider> models, boolean withRedis) {
    Cluster cluster = new Cluster(models, withRedis);
    boolean started = false;
    try {
      for (int i = 0; i < cluster.nodes.length; i++) {
        cluster.nodes[i] = cluster.launch(i);
      }
      started = true;
      return cluster;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
  }

  private ServerProcess launch(int node) {
    return ServerProcess.start(homes.get(node), settings);
  }

  ScriptedProvider provider() {
    return provider;
  }

  /** A node, started again if it was killed. */
  ServerProcess node(int which) {
    if (!nodes[which].program().process().isAlive()) {
      nodes[which] = launch(which);
    }
    return nodes[which];
  }

  @Override
  public void close() {
    for (ServerProcess node : nodes) {
      if (node != null) {
        node.close();
      }
    }
    redis.close();
    database.close();
    homes.forEach(Home::close);
    provider.close();
  }
}
