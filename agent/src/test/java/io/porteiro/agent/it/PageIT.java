package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The status page in a browser, of programs under the agent. */
class PageIT {

  private static final String HOSTILE = "<img/src=x/onerror=document.body.replaceChildren()>";
  private static final int MANY = 500;

  private static Browser browser;

  @TempDir Path folder;

  private final List<Client> clients = new ArrayList<>();

  @BeforeAll
  static void start() {
    browser = new Browser();
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void closeClients() {
    clients.forEach(Client::close);
  }

  private static Jvm.Builder program() {
    return Jvm.on(Jdk.current())
        .bare()
        .unverified()
        .maxFiles(8_192)
        .main("io.porteiro.apps.Sockets");
  }

  /** A program whose page is open, and a server of it on a port of the system's choice. */
  private static String opened(Jvm jvm) {
    jvm.firstScrape();
    String port = jvm.ask("server one ServerSocket 127.0.0.1 0 5");
    browser.open(jvm.metricsPort());
    browser.await("a row", () -> browser.cell("tcp/" + port, "open") != null);
    return port;
  }

  private void connect(String port) {
    clients.add(Client.tcp(Integer.parseInt(port)));
  }

  private static void awaitCell(String port, String column, String text) {
    browser.await(port + ": " + column + " " + text, () -> text.equals(browser.cell(port, column)));
  }

  @Test
  void portsComeAndTheirCountsChange() {
    try (Jvm jvm = program().start()) {
      String port = "tcp/" + opened(jvm);
      assertThat(browser.cell(port, "address")).isEqualTo("127.0.0.1 loopback");
      assertThat(browser.cell(port, "owner"))
          .startsWith("Servers io.porteiro.apps")
          .endsWith("test-classes");
      assertThat(browser.cell(port, "since")).matches("\\d+ (s|min) ago");
      assertThat(browser.cell(port, "open")).isEqualTo("0");
      awaitCell(port, "queue", "0 / 5");

      connect(port.substring(4));
      connect(port.substring(4));
      jvm.ask("accept one 1");
      awaitCell(port, "open", "1");
      awaitCell(port, "queue", "1 / 5");

      String wide = "tcp/" + jvm.ask("server two ServerSocketChannel 0.0.0.0 0 5");
      browser.await("another row", () -> browser.cell(wide, "address") != null);
      assertThat(browser.cell(wide, "address")).contains("wildcard");
      browser.element("#summary [data-word=wildcard] button").click();
      browser.await("it alone", () -> browser.ports().equals(List.of(wide)));
      browser.element("#summary [data-word=wildcard] button").click();

      jvm.ask("close two");
      awaitCell(wide, "address", "closed");
      assertThat(browser.complaints()).isEmpty();
      assertThat(jvm.scrape().agentErrors()).isZero();
    }
  }

  @Test
  void lookingIsNoActivityAndWhatHasNotChangedIsNotSent() {
    try (Jvm jvm = program().start()) {
      opened(jvm);
      browser.awaitSeconds(2);
      String own = "tcp/" + jvm.metricsPort();
      browser.await(
          "an answer without content",
          () ->
              (Boolean)
                  browser.run(
                      "return performance.getEntriesByType('resource')"
                          + ".some((one) => one.responseStatus === 304)"));
      assertThat(browser.cell(own, "open")).isEqualTo("0");
      assertThat(browser.cell(own, "rate")).isEqualTo("0");
      assertThat(
              jvm.scrape()
                  .tcp("porteiro_connections_accepted_total", Integer.toString(jvm.metricsPort())))
          .isZero();
      assertThat(
              (String)
                  browser.run(
                      "return performance.getEntriesByType('resource').map((one) => one.name)"
                          + ".filter((name) => !name.startsWith(location.origin)).join()"))
          .isEmpty();
    }
  }

  @Test
  void nothingOfWhatTheReaderDidIsLost() {
    try (Jvm jvm = program().start()) {
      String first = opened(jvm);
      jvm.ask("many-servers 60");
      browser.await("62 rows", () -> browser.ports().size() == 62);

      browser.element("#filter").sendKeys("Loopback test-classes");
      browser.await("all but the endpoint", () -> browser.ports().size() == 61);
      assertThat(browser.text("#shown")).isEqualTo("61 of 62 ports");
      browser.element("th.port button").click();
      List<String> falling = browser.ports();
      assertThat(falling).isSortedAccordingTo(Collections.reverseOrder());
      assertThat(browser.count("th[aria-sort=descending]")).isEqualTo(1);

      browser.element("th.open button").click();
      String focused = browser.ports().get(30);
      browser.run(
          "arguments[0].focus(); window.row = arguments[0]; scrollTo(0, 700)",
          browser.button(focused));
      connect(first);
      jvm.ask("accept one 1");
      awaitCell("tcp/" + first, "open", "1");
      browser.await("it goes first", () -> browser.ports().get(0).equals("tcp/" + first));
      browser.awaitSeconds(2);

      assertThat(browser.focused()).isEqualTo(focused);
      assertThat(browser.run("return window.row === document.activeElement")).isEqualTo(true);
      assertThat(browser.run("return Math.round(scrollY)")).isEqualTo(700L);
      assertThat(browser.run("return document.getElementById('filter').value"))
          .isEqualTo("Loopback test-classes");
      assertThat(browser.count("th.open[aria-sort=descending]")).isEqualTo(1);

      browser.element("#filter").sendKeys(" nothing");
      browser.await("nothing", () -> browser.ports().isEmpty());
      assertThat(browser.text("#none")).isEqualTo("No port matches the filter.");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void aKeyboardIsEnough() {
    try (Jvm jvm = program().start()) {
      opened(jvm);
      for (int i = 0; i < 40 && !browser.focused().equals("filter"); i++) {
        browser.pressTab();
      }
      assertThat(browser.focused()).isEqualTo("filter");
      browser.press("tcp");
      for (int i = 0; i < 40 && !browser.focused().startsWith("tcp/"); i++) {
        browser.pressTab();
      }
      List<String> ports = browser.ports();
      assertThat(ports).hasSize(2);
      assertThat(browser.focused()).isEqualTo(ports.get(0));
      browser.press(Keys.ARROW_DOWN);
      assertThat(browser.focused()).isEqualTo(ports.get(1));
      browser.press(Keys.HOME);
      assertThat(browser.focused()).isEqualTo(ports.get(0));
      browser.press(Keys.END, Keys.ENTER);
      assertThat(browser.count(".details")).isEqualTo(1);
      assertThat(browser.button(ports.get(1)).getAttribute("aria-expanded")).isEqualTo("true");
      browser.await("a stack", () -> browser.count(".details summary") == 1);
      for (int i = 0; i < 5 && !browser.focused().startsWith("Stack"); i++) {
        browser.pressTab();
      }
      browser.press(Keys.ESCAPE);
      assertThat(browser.count(".details")).isZero();
      assertThat(browser.focused()).isEqualTo(ports.get(1));
    }
  }

  @Test
  void aRowUnfolds() {
    try (Jvm jvm = program().start()) {
      String port = opened(jvm);
      jvm.failure("server two ServerSocket 127.0.0.1 " + port + " 5");
      connect(port);
      jvm.ask("accept one 1");
      awaitCell("tcp/" + port, "open", "1");

      browser.button("tcp/" + port).click();
      browser.await("charts", () -> browser.count(".details canvas") == 3);
      browser.await(
          "words", () -> browser.text("figcaption").equals("Open connections: 1, at most 1"));
      browser.await("a stack", () -> browser.count(".details pre") == 1);
      assertThat(browser.text(".details pre").lines().findFirst().orElseThrow())
          .contains("ServerSocket.bind");
      assertThat(browser.text(".details pre")).contains("io.porteiro.apps.Sockets.main");
      assertThat(browser.text(".listener")).contains("io.porteiro.apps.Servers", "thread main");
      assertThat(browser.text(".details dl")).contains("in use: 1");

      assertThat(browser.count(".peers")).isZero();
      browser.element(".details button").click();
      browser.await("a peer", () -> browser.count(".peers tbody tr") == 1);
      assertThat(browser.text(".peers tbody")).contains("127.0.0.1", "ESTABLISHED");
      assertThat(browser.text(".details [role=status]")).startsWith("1 connected at ");

      jvm.ask("close one");
      browser.await(
          "nobody listens", () -> browser.text(".details").contains("Nobody listens on it"));
      browser.button("tcp/" + port).click();
      assertThat(browser.count(".details")).isZero();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void aJvmThatEndsIsSaidSoAndOneThatComesIsShown() {
    Jvm.Builder builder = program();
    String port;
    try (Jvm jvm = builder.start()) {
      port = opened(jvm);
      assertThat(browser.text("#outage")).isEmpty();
    }
    browser.await(
        "an outage", () -> browser.text("#outage").startsWith("The JVM has not answered"));
    assertThat(browser.cell("tcp/" + port, "open")).as("what it said last").isEqualTo("0");
    assertThat(browser.run("return document.title")).asString().startsWith("No answer");
    // the browser's own words for each attempt
    assertThat(browser.complaints()).allMatch(line -> line.contains("ERR_CONNECTION"));

    try (Jvm jvm = builder.start()) {
      browser.await("an answer", () -> browser.text("#outage").isEmpty());
      assertThat(browser.run("return document.getElementById('news').textContent"))
          .asString()
          .startsWith("The JVM answers again, after ")
          .endsWith("It was started anew.");
      browser.await("the old row is gone", () -> browser.cell("tcp/" + port, "open") == null);
      String other = jvm.ask("server one ServerSocket 127.0.0.1 0 5");
      awaitCell("tcp/" + other, "open", "0");
      assertThat(browser.run("return document.title")).asString().startsWith("Porteiro");
    }
  }

  @Test
  void aJvmThatHangsIsSaidSoUntilItGoesOn() throws IOException, InterruptedException {
    try (Jvm jvm = program().start()) {
      String port = "tcp/" + opened(jvm);
      browser.button(port).click();
      signal("STOP", jvm);
      try {
        browser.await(
            "an outage", () -> browser.text("#outage").startsWith("The JVM has not answered"));
        browser.await("charts that stand", () -> browser.count(".details canvas") == 3);
      } finally {
        signal("CONT", jvm);
      }
      browser.await("an answer", () -> browser.text("#outage").isEmpty());
      assertThat(browser.run("return document.getElementById('news').textContent"))
          .asString()
          .matches("The JVM answers again, after \\d+ s\\.");
      connect(port.substring(4));
      jvm.ask("accept one 1");
      awaitCell(port, "open", "1");
    }
  }

  private static void signal(String name, Jvm jvm) throws IOException, InterruptedException {
    String[] command = {"kill", "-" + name, Long.toString(jvm.pid())};
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  @Test
  void whatThePolicyDoesNotExpectStandsOut() throws IOException {
    Path policy = folder.resolve("porteiro.yaml");
    Files.writeString(policy, "policy: { expected: [ { port: '*', exposure: loopback } ] }");
    try (Jvm jvm = program().agentAlso("config=" + policy).start()) {
      String expected = "tcp/" + opened(jvm);
      awaitCell(expected, "judgement", "expected");
      assertThat(browser.text("#summary [data-word=unexpected]")).isEqualTo("0 unexpected");

      String port = "tcp/" + jvm.ask("server two ServerSocketChannel 0.0.0.0 0 5");
      awaitCell(port, "judgement", "unexpected");
      assertThat(browser.run("return document.getElementById('news').textContent"))
          .isEqualTo("Unexpected: " + port);
      assertThat(browser.text("#summary [data-word=unexpected]")).isEqualTo("1 unexpected");
      assertThat(browser.run("return document.title")).asString().startsWith("1 unexpected");
      assertThat(browser.count("tr.unexpected")).isEqualTo(1);
      browser.element("#summary [data-word=unexpected] button").click();
      browser.await("it alone", () -> browser.ports().equals(List.of(port)));
      browser.button(port).click();
      browser.await(
          "why",
          () -> browser.text(".listener").matches("(?s).*unexpected (the nearest|no) rule.*"));
      assertThat(browser.violations()).isEmpty();
      browser.theme("dark");
      assertThat(browser.violations()).isEmpty();

      browser.element("#filter").clear();
      browser.element("#filter").sendKeys("expected");
      browser.await("all others", () -> browser.ports().size() == 2);
      assertThat(browser.ports()).contains(expected).doesNotContain(port);
      jvm.ask("close two");
      browser.await(
          "none", () -> browser.text("#summary [data-word=unexpected]").equals("0 unexpected"));
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void noNameIsReadAsHtml() {
    Jvm.Builder builder = program();
    int port = Jvm.freePort();
    try (Jvm jvm = builder.agentAlso("service.tcp/" + port + "=" + HOSTILE).start()) {
      opened(jvm);
      jvm.ask("server two ServerSocket 127.0.0.1 " + port + " 5");
      awaitCell("tcp/" + port, "service", HOSTILE);
      String path = folder.resolve("<img>").toString();
      jvm.ask("unix three " + path);
      browser.await("a path", () -> browser.cell(path, "address") != null);
      browser.button(path).click();
      browser.await("a listener", () -> browser.text(".listener").contains(path));

      assertThat(browser.count("img, tbody script, tbody a")).isZero();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void aSecondWithoutNewsTouchesNoRowOfFiveHundred() {
    try (Jvm jvm = program().start()) {
      opened(jvm);
      jvm.ask("many-servers " + MANY);
      browser.await(
          "all rows, and their rates",
          () ->
              browser.ports().size() == MANY + 2
                  && (Boolean)
                      browser.run(
                          "return [...document.querySelectorAll('td.rate')]"
                              + ".every((cell) => cell.textContent === '0')"));
      browser.run(
          "window.changes = []; const body = document.querySelector('#ports tbody');"
              + "new MutationObserver((records) => records.forEach((record) =>"
              + " window.changes.push((record.target.closest?.('td')"
              + "  ?? record.target.parentElement?.closest('td'))?.className ?? record.type)))"
              + ".observe(body, {subtree: true, childList: true, characterData: true,"
              + " attributes: true});");
      browser.awaitSeconds(3);

      // the time goes on
      assertThat(browser.run("return [...new Set(window.changes)].join()")).isIn("", "since");
      browser.element("#filter").sendKeys("tcp/" + jvm.metricsPort());
      browser.await("one", () -> browser.ports().size() == 1);
    }
  }

  @Test
  void everyoneCanUseItOnEveryScreen() {
    try (Jvm jvm = program().start()) {
      String port = opened(jvm);
      jvm.ask("server two ServerSocketChannel 0.0.0.0 0 5");
      jvm.ask("datagrams three DatagramSocket 127.0.0.1 " + Jvm.freePort() + " 20000");
      connect(port);
      jvm.ask("accept one 1");
      awaitCell("tcp/" + port, "open", "1");
      browser.button("tcp/" + port).click();
      browser.await("charts", () -> browser.count(".details canvas") == 3);
      browser.element(".details button").click();
      browser.await("a peer", () -> browser.count(".peers tbody tr") == 1);
      for (String theme : List.of("light", "dark")) {
        browser.theme(theme);
        for (int width : new int[] {360, 768, 1_400, 3_840}) {
          browser.resize(width, width * 9 / 16 + 300);
          browser.awaitSeconds(1);
          browser.picture(theme + "-" + width);
          assertThat(browser.violations()).as(theme + ", " + width).isEmpty();
          assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
              .as("nothing beyond the right edge at " + width)
              .isEqualTo(true);
        }
      }
      browser.resize(1_400, 900);
    }
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      browser.await("an outage", () -> !browser.text("#outage").isEmpty());
      browser.picture(theme + "-outage");
      assertThat(browser.violations()).as(theme + ", outage").isEmpty();
    }
  }
}
