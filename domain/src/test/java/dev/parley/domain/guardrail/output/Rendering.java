package dev.parley.domain.guardrail.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;

/** What a renderer that no one of us wrote finds in a text: its links, images and raw HTML. */
final class Rendering {
  static final Set<String> ALLOWED = Set.of("docs.example", "docs.example:8443", "a.wiki.example");

  /** What a browser takes for a tag: to its end, or to the end of all. */
  private static final Pattern TAG = Pattern.compile("<[a-z/!?][^>]*>?");

  /** An address elsewhere, a script, or what runs one. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "//(?!docs\\.example[\"'/ >?#])|\\\\|</?script|=[\\s\"']*(\\w*script|data):| on|url\\(");

  private static final Pattern HTTP = Pattern.compile("(?is)http(s)?://([^/?#]*).*");

  private static final List<Parser> PARSERS =
      List.of(
          Parser.builder().build(),
          Parser.builder().extensions(List.of(AutolinkExtension.create())).build());

  private Rendering() {}

  /** Every address that would be fetched or could be clicked, and leads elsewhere than allowed. */
  static List<String> foreign(String markdown) {
    List<String> found = new ArrayList<>();
    for (Parser parser : PARSERS) {
      Node document = parser.parse(markdown);
      document.accept(new Visitor(found));
    }
    return found;
  }

  private static final class Visitor extends AbstractVisitor {
    private final List<String> found;

    Visitor(List<String> found) {
      this.found = found;
    }

    @Override
    public void visit(Link link) {
      address(link.getDestination());
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      address(image.getDestination());
      visitChildren(image);
    }

    @Override
    public void visit(HtmlInline html) {
      html(html.getLiteral());
    }

    @Override
    public void visit(HtmlBlock html) {
      html(html.getLiteral());
    }

    private void address(String address) {
      if (!address.startsWith("mailto:") && !isAllowed(address)) {
        found.add(address);
      }
    }

    /** Attributes of HTML that may pass name hosts that are allowed, and nothing else. */
    private void html(String html) {
      Matcher tags = TAG.matcher(html.toLowerCase(Locale.ROOT));
      while (tags.find()) {
        String tag = tags.group();
        if (FOREIGN.matcher(tag).find()) {
          found.add(tag);
        }
      }
    }
  }

  static boolean isAllowed(String address) {
    String browser = address.replace('\\', '/').replaceAll("[\\t\\r\\n]", "").strip();
    boolean relative =
        !browser.startsWith("//") && !browser.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*");
    if (relative) {
      return true;
    }
    Matcher http = HTTP.matcher(browser);
    if (!http.matches()) {
      return false;
    }
    // No top-level domain ends with such a sign (RFC 1123 section 2.1): what some renderers keep of
    // a sentence's end, or of a notice behind it, leads nowhere.
    String host =
        http.group(2)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[.,;:!)'\"*_~`|}]+([(](link|image))?$", "");
    boolean ownPort = http.group(1) == null ? host.endsWith(":80") : host.endsWith(":443");
    return ALLOWED.contains(ownPort ? host.replaceAll(":\\d+$", "") : host);
  }
}
