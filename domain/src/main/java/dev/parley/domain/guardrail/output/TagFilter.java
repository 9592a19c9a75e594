package dev.parley.domain.guardrail.output;

/**
 * Sends of an HTML tag what may stay: one that only shapes text without its attributes, a link or
 * an image as it is where it leads to an allowed host, and one that could load or run broken by a
 * blank.
 */
final class TagFilter {
  private final LinkPolicy policy;
  private final AnswerWindow window;

  /** Whether a link that passed waits for the tag that closes it. */
  private boolean anchored;

  TagFilter(LinkPolicy policy, AnswerWindow window) {
    this.policy = policy;
    this.window = window;
  }

  /** Takes the tag that begins at the place of the window; always true. */
  boolean apply(HtmlTag tag) {
    String name = tag.name();
    // What begins a block stands behind a blank: behind a letter, a tag is inline for everyone.
    boolean inline = LinkPolicy.isAlphanumeric(window.last());
    if (name.equals("a") || name.equals("img")) {
      return linkingTag(tag);
    }
    if (tag.isActive()) {
      window.send("< " + (tag.closing() ? "/" : "") + name + ">");
      window.moveTo(tag.end());
      return true;
    }
    if (tag.attributes().isEmpty()) {
      window.pass(tag.end() - window.at());
    } else {
      window.send("<" + (tag.closing() ? "/" : "") + name + ">");
      window.moveTo(tag.end());
    }
    if (!inline) {
      window.code().readTag();
    }
    return true;
  }

  private boolean linkingTag(HtmlTag tag) {
    boolean image = tag.name().equals("img");
    if (tag.closing()) {
      boolean closes = !image && anchored;
      anchored = false;
      return closes ? pass(tag) : drop(tag);
    }
    String host = "";
    boolean plain = true;
    for (var attribute : tag.attributes().entrySet()) {
      String value = attribute.getValue();
      switch (attribute.getKey()) {
        case "href", "src" -> {
          String foreign = policy.foreign(value);
          plain &= foreign == null;
          host = foreign == null ? host : foreign;
        }
        case "alt", "title" -> plain &= isPlainText(value);
        case "width", "height" -> plain &= value.length() < 8 && isPlainText(value);
        default -> plain = false;
      }
    }
    if (plain) {
      anchored |= !image;
      return pass(tag);
    }
    if (image) {
      String alt = tag.attributes().getOrDefault("alt", "");
      window.send(isPlainText(alt) ? alt : "");
      window.notice("image", host);
    } else {
      window.notice("link", host);
      window.send(' ');
    }
    window.moveTo(tag.end());
    return true;
  }

  private boolean pass(HtmlTag tag) {
    window.pass(tag.end() - window.at());
    window.code().readTag();
    return true;
  }

  private boolean drop(HtmlTag tag) {
    window.send(' ');
    window.moveTo(tag.end());
    return true;
  }

  /** Letters, digits and a few signs, none of which begins anything wherever it stands. */
  private static boolean isPlainText(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean sign = c == ' ' || c == ',' || c == '\'' || c == '-' || c == '%';
      if (!sign && !Character.isLetterOrDigit(c)) {
        return false;
      }
    }
    return !LinkPolicy.startsWith(value, 0, "www");
  }
}
