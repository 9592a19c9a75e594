package dev.parley.bootstrap.simulate;

import dev.parley.bootstrap.simulate.Outcome.Point;
import dev.parley.bootstrap.simulate.Outcome.TenantOutcome;
import java.util.List;
import java.util.Locale;

/**
 * Draws two charts beside each other: what each tenant had been given by when, and how many of its
 * questions waited how long. Dashed is what a tenant waits alone.
 */
final class Plot {
  private static final int WIDTH = 1_120;
  private static final int HEIGHT = 470;
  private static final int TOP = 76;
  private static final int BOTTOM = 400;
  private static final int LEFT_CHART = 78;
  private static final int RIGHT_CHART = 520;
  private static final int CHART_WIDTH = 372;
  private static final int LEGEND = 920;
  private static final int LEGEND_LINE = 20;
  private static final int MOST_IN_LEGEND = 16;
  private static final int MOST_POINTS = 400;
  private static final String NOISY_COLOUR = "#c2410c";
  private static final List<String> COLOURS =
      List.of("#1d4ed8", "#0f766e", "#7c3aed", "#a16207", "#0369a1", "#be185d", "#4d7c0f");

  private final Report report;
  private final StringBuilder svg = new StringBuilder();

  Plot(Report report) {
    this.report = report;
  }

  String svg() {
    Scenario scenario = report.scenario();
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#1f2937\">",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    add(
        "<text x=\"%d\" y=\"28\" font-size=\"16\" font-weight=\"600\">%d tenants%s, policy %s, %d x"
            + " %d slots</text>",
        LEFT_CHART,
        scenario.tenants(),
        scenario.noise() > 1 ? ", one of them " + scenario.noise() + "x as loud" : "",
        Report.word(scenario.policy()),
        scenario.workers(),
        scenario.batch());
    service();
    waits();
    legend();
    svg.append("</svg>\n");
    return svg.toString();
  }

  private void service() {
    List<TenantOutcome> tenants = report.outcome().tenants();
    long end = 1;
    for (int tenant = 0; tenant < tenants.size(); tenant++) {
      // What the noisy tenant gets when nobody else asks any more says nothing of fairness.
      if (!report.scenario().isNoisy(tenant)) {
        end = Math.max(end, tenants.get(tenant).service().getLast().at());
      }
    }
    long most = 1;
    for (TenantOutcome tenant : tenants) {
      for (Point point : tenant.service()) {
        if (point.at() <= end) {
          most = Math.max(most, point.tokens());
        }
      }
    }
    Axis across = Axis.upTo(end / 1e9);
    Axis up = Axis.upTo(most / 1e3);
    frame(
        LEFT_CHART,
        "Service given (thousand tokens, output counted twice)",
        "seconds",
        across,
        up,
        "");
    for (int tenant = 0; tenant < tenants.size(); tenant++) {
      List<Point> points = shown(tenants.get(tenant).service(), end);
      StringBuilder path = new StringBuilder();
      int count = Math.min(MOST_POINTS, points.size());
      for (int i = 0; i < count; i++) {
        int index = count == 1 ? 0 : (int) ((long) i * (points.size() - 1) / (count - 1));
        Point point = points.get(index);
        to(path, x(LEFT_CHART, across, point.at() / 1e9), y(up, point.tokens() / 1e3));
      }
      line(path, colour(tenant), false);
    }
  }

  private static List<Point> shown(List<Point> points, long end) {
    return points.stream().filter(point -> point.at() <= end).toList();
  }

  private void waits() {
    double longest = 0.01;
    for (TenantOutcome tenant : report.outcome().tenants()) {
      // The noisy tenant's own wait is its own doing, and would flatten all others.
      if (!tenant.name().equals("noisy")) {
        longest = Math.max(longest, tenant.waited(1));
      }
    }
    for (TenantOutcome tenant : report.isolated()) {
      longest = Math.max(longest, tenant.waited(1));
    }
    Axis across = Axis.upTo(longest);
    Axis up = Axis.upTo(100);
    frame(RIGHT_CHART, "Questions that waited at most so long", "seconds waited", across, up, "%");
    for (int tenant = 0; tenant < report.outcome().tenants().size(); tenant++) {
      distribution(report.outcome().tenants().get(tenant), across, up, colour(tenant), false);
    }
    for (int tenant = 0; tenant < report.isolated().size(); tenant++) {
      distribution(report.isolated().get(tenant), across, up, colour(tenant), true);
    }
  }

  private void distribution(
      TenantOutcome tenant, Axis across, Axis up, String colour, boolean dashed) {
    StringBuilder path = new StringBuilder();
    int count = tenant.waits().size();
    int steps = Math.min(MOST_POINTS, count);
    double part = 0;
    for (int i = 1; i <= steps; i++) {
      int rank = (int) ((long) i * count / steps);
      double wait = tenant.waits().get(rank - 1) / 1e9;
      if (wait > across.end()) {
        break;
      }
      to(path, x(RIGHT_CHART, across, wait), y(up, part));
      part = 100.0 * rank / count;
      to(path, x(RIGHT_CHART, across, wait), y(up, part));
    }
    // From the last question's wait on, or to where the chart ends.
    to(path, x(RIGHT_CHART, across, across.end()), y(up, part));
    line(path, colour, dashed);
  }

  private void frame(int left, String title, String below, Axis across, Axis up, String unit) {
    add("<text x=\"%d\" y=\"%d\" font-weight=\"600\">%s</text>", left, TOP - 18, title);
    for (double tick = 0; tick <= up.end() * 1.000_1; tick += up.step()) {
      double y = y(up, tick);
      add(
          "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#e5e7eb\"/>",
          left, y, left + CHART_WIDTH, y);
      add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#4b5563\">%s%s</text>",
          left - 8, y + 4, up.label(tick), unit);
    }
    for (double tick = 0; tick <= across.end() * 1.000_1; tick += across.step()) {
      double x = x(left, across, tick);
      add(
          "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#9ca3af\"/>",
          x, BOTTOM, x, BOTTOM + 5);
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#4b5563\">%s</text>",
          x, BOTTOM + 20, across.label(tick));
    }
    add(
        "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#6b7280\"/>",
        left, TOP, BOTTOM, left + CHART_WIDTH);
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
        left + CHART_WIDTH / 2, BOTTOM + 42, below);
  }

  private void legend() {
    int y = TOP;
    List<TenantOutcome> tenants = report.outcome().tenants();
    int shown = Math.min(MOST_IN_LEGEND - 2, tenants.size());
    for (int tenant = 0; tenant < shown; tenant++) {
      key(y, tenants.get(tenant).name(), colour(tenant), false);
      y += LEGEND_LINE;
    }
    if (shown < tenants.size()) {
      add("<text x=\"%d\" y=\"%d\">and %d more</text>", LEGEND + 38, y + 4, tenants.size() - shown);
      y += LEGEND_LINE;
    }
    if (!report.isolated().isEmpty()) {
      key(y, "alone on its share", "#6b7280", true);
    }
  }

  private void key(int y, String name, String colour, boolean dashed) {
    add(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"%s/>",
        LEGEND, y, LEGEND + 28, y, colour, dashes(dashed));
    add("<text x=\"%d\" y=\"%d\">%s</text>", LEGEND + 38, y + 4, name);
  }

  private String colour(int tenant) {
    return report.scenario().isNoisy(tenant) ? NOISY_COLOUR : COLOURS.get(tenant % COLOURS.size());
  }

  private void line(StringBuilder path, String colour, boolean dashed) {
    add(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s/>",
        path, colour, dashed ? "1.4" : "2", dashes(dashed));
  }

  private static String dashes(boolean dashed) {
    return dashed ? " stroke-dasharray=\"5 4\"" : "";
  }

  private static void to(StringBuilder path, double x, double y) {
    path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y));
  }

  private static double x(int left, Axis axis, double value) {
    return left + CHART_WIDTH * value / axis.end();
  }

  private static double y(Axis axis, double value) {
    return BOTTOM - (BOTTOM - TOP) * value / axis.end();
  }

  // The annotation that it asks for is in a library that nothing else here needs.
  @SuppressWarnings("AnnotateFormatMethod")
  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** An axis from zero with round numbers on it. */
  record Axis(double end, double step) {
    private static final int TICKS = 6;

    static Axis upTo(double value) {
      double raw = value / TICKS;
      double power = Math.pow(10, Math.floor(Math.log10(raw)));
      double step = power * 10;
      for (int round : new int[] {1, 2, 5}) {
        if (round * power >= raw) {
          step = round * power;
          break;
        }
      }
      return new Axis(Math.ceil(value / step) * step, step);
    }

    String label(double tick) {
      int decimals = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
      return String.format(Locale.ROOT, "%." + decimals + "f", tick);
    }
  }
}
