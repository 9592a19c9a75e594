package dev.parley.domain.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a site's robots.txt asks one robot to leave alone (RFC 9309). The groups that name the robot
 * hold, or else those for all; of the rules that match, the longest decides, and of two as long the
 * one that allows.
 */
public final class RobotsRules {
  /** Nothing is asked. */
  public static final RobotsRules NONE = new RobotsRules(List.of());

  private static final String ANYONE = "*";

  private final List<Rule> rules;

  private RobotsRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * @param pattern in comparable encoding, without a last {@code $}
   * @param whole whether the pattern must reach to the end
   */
  private record Rule(boolean allows, String pattern, boolean whole, int length) {
    static Rule of(boolean allows, String written) {
      boolean whole = written.endsWith("$");
      String pattern =
          Encoding.comparable(whole ? written.substring(0, written.length() - 1) : written);
      return new Rule(allows, pattern, whole, pattern.length() + (whole ? 1 : 0));
    }

    /** In time proportional to both lengths: each part is looked for behind the one before. */
    boolean matches(String target) {
      String[] parts = pattern.split("\\*", -1);
      if (!target.startsWith(parts[0])) {
        return false;
      }
      int end = parts[0].length();
      for (int i = 1; i < parts.length; i++) {
        boolean last = i == parts.length - 1;
        int at = last && whole ? lastAt(target, parts[i], end) : target.indexOf(parts[i], end);
        if (at < 0) {
          return false;
        }
        end = at + parts[i].length();
      }
      return !whole || end == target.length();
    }

    private static int lastAt(String target, String part, int from) {
      int at = target.length() - part.length();
      return at >= from && target.endsWith(part) ? at : -1;
    }
  }

  /**
   * Reads a robots.txt.
   *
   * @param robot the robot's product token, such as {@code ParleyBot}
   */
  public static RobotsRules parse(String text, String robot) {
    List<Rule> own = new ArrayList<>();
    List<Rule> general = new ArrayList<>();
    boolean named = false;
    boolean isOwn = false;
    boolean isGeneral = false;
    boolean naming = false;
    String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
    for (String line : unmarked.split("\\r\\n|\\r|\\n", -1)) {
      int comment = line.indexOf('#');
      String said = comment < 0 ? line : line.substring(0, comment);
      int colon = said.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String key = said.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      String value = said.substring(colon + 1).strip();
      switch (key) {
        case "user-agent" -> {
          isOwn = (naming && isOwn) || token(value).equalsIgnoreCase(robot);
          isGeneral = (naming && isGeneral) || value.equals(ANYONE);
          named |= isOwn;
          naming = true;
        }
        case "allow", "disallow" -> {
          naming = false;
          if (!value.isEmpty()) {
            Rule rule = Rule.of(key.equals("allow"), value);
            addIf(isOwn, own, rule);
            addIf(isGeneral, general, rule);
          }
        }
        default -> {
          // Sitemaps and the like stand between groups and within them and mean nothing here.
        }
      }
    }
    return new RobotsRules(named ? own : general);
  }

  private static void addIf(boolean wanted, List<Rule> rules, Rule rule) {
    if (wanted) {
      rules.add(rule);
    }
  }

  /** The name at the beginning: versions behind it are not looked at. */
  private static String token(String value) {
    int end = 0;
    while (end < value.length()
        && (Character.isLetter(value.charAt(end)) || "_-".indexOf(value.charAt(end)) >= 0)) {
      end++;
    }
    return value.substring(0, end);
  }

  /**
   * Whether the robot may read something.
   *
   * @param target path and query, as a request would say
   */
  public boolean allow(String target) {
    String asked = Encoding.comparable(target);
    int longest = -1;
    boolean allowed = true;
    for (Rule rule : rules) {
      boolean better = rule.length() > longest || (rule.length() == longest && rule.allows());
      if (better && rule.matches(asked)) {
        longest = rule.length();
        allowed = rule.allows();
      }
    }
    return allowed;
  }
}
