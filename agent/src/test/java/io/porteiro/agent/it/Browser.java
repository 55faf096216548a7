package io.porteiro.agent.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium, without a window, as Debian packages it; it reaches nothing but this host. */
final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path PICTURES = Path.of("target", "page");

  /** Warns of every browser that is younger than it, and which all that is used here works with. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;

  Browser() {
    Assumptions.assumeTrue(
        Files.isExecutable(CHROMIUM), "chromium, Debian's package, is not installed");
    Assumptions.assumeTrue(
        Files.isExecutable(DRIVER), "chromium-driver, Debian's package, is not installed");
    SELENIUM.setLevel(Level.SEVERE);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    // named, so that nothing looks for one to download
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build(),
            options);
    driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
  }

  /** Opens the page of the JVM whose endpoint is there, as a window of usual size shows it. */
  void open(int port) {
    driver.get("about:blank");
    complaints();
    resize(1_400, 900);
    theme("light");
    driver.get("http://127.0.0.1:" + port + "/");
  }

  /** In CSS pixels. */
  void resize(int width, int height) {
    cdp(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void theme(String name) {
    cdp(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
  }

  private void cdp(String command, Map<String, Object> parameters) {
    driver.executeCdpCommand(command, parameters);
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** What the page says there; empty when there is no such element, or it is not to be seen. */
  String text(String selector) {
    return (String)
        run(
            "const found = document.querySelector(arguments[0]);"
                + "return found?.checkVisibility() ? found.innerText.trim() : ''",
            selector);
  }

  long count(String selector) {
    return (Long) run("return document.querySelectorAll(arguments[0]).length", selector);
  }

  /** What the row of a port says in the column of that class; null when it has none. */
  String cell(String port, String column) {
    // not innerText, which is empty beyond the window's edge
    return (String)
        run(
            "return [...document.querySelectorAll('td.port button')]"
                + ".find((button) => button.textContent === arguments[0])"
                + "?.closest('tr').querySelector(':scope > td.' + arguments[1]).childNodes"
                + ".values().map((part) => part.textContent).filter(Boolean).toArray().join(' ')"
                + " ?? null",
            port,
            column);
  }

  /** The button of a port's row. */
  WebElement button(String port) {
    return (WebElement)
        run(
            "return [...document.querySelectorAll('td.port button')]"
                + ".find((button) => button.textContent === arguments[0])",
            port);
  }

  /** The names of the ports that are shown, from top to bottom. */
  @SuppressWarnings("unchecked")
  List<String> ports() {
    return (List<String>)
        run(
            "return [...document.querySelectorAll('tr:not([hidden]) > td.port button')]"
                + ".map((button) => button.textContent)");
  }

  WebElement element(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Presses keys, at whatever has the focus. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  void pressTab() {
    press(Keys.TAB);
  }

  String focused() {
    return (String)
        run("return document.activeElement.id || document.activeElement.textContent.trim()");
  }

  /** Waits until the page has shown so many more answers. */
  void awaitSeconds(int seconds) {
    run(
        "window.answers = 0; window.watch?.disconnect();"
            + "window.watch = new MutationObserver(() => window.answers++);"
            + "window.watch.observe(document.getElementById('updated'),"
            + " {childList: true, characterData: true, subtree: true});");
    await(seconds + " answers", () -> (Long) run("return window.answers") >= seconds);
  }

  void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Jvm.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .pollDelay(Duration.ZERO)
        .until(condition);
  }

  /**
   * What axe-core finds wrong for people who do not see, or see otherwise, contrasts that it cannot
   * tell included, unless that is for what is beyond the window's edge; one line each.
   */
  @SuppressWarnings("unchecked")
  List<String> violations() {
    try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
      run(new String(axe.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return (List<String>)
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];"
                + "const lines = (rules) => rules.flatMap((rule) => rule.nodes.map((node) => rule.id + ': '"
                + " + node.target.join(' ') + ': '"
                + " + node.any.concat(node.all, node.none).map((check) => check.message).join()));"
                + "axe.run().then((result) => done(lines(result.violations).concat(lines("
                + "result.incomplete.filter((rule) => rule.id === 'color-contrast'))"
                + ".filter((line) => !line.includes('obscured')))), (error) => done([String(error)]))");
  }

  /** What the browser complained about since it was last asked. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Into {@code target/page}, for who wants to look. */
  void picture(String name) {
    File file = driver.getScreenshotAs(OutputType.FILE);
    try {
      Files.createDirectories(PICTURES);
      Files.move(
          file.toPath(), PICTURES.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
