package io.porteiro.agent.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over HTTP; what a browser makes of it is an integration test's. */
class PageHandlerTest {

  /** Paths of this host, relative so that a proxy may serve it all under another one. */
  private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    HttpRouter router = PageHandler.addTo(new HttpRouter("porteiro.test", errors::add));
    endpoint = HttpEndpoint.start("127.0.0.1", 0, () -> router, Thread::new);
  }

  @AfterEach
  void close() {
    endpoint.close();
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html, <!doctype html>",
    "/page.css, text/css, .uplot",
    "/page.css, text/css, prefers-color-scheme",
    "/page.js, text/javascript, 'var uPlot='",
    "/page.js, text/javascript, new Page().start()",
    "/page.svg, image/svg+xml, <svg"
  })
  void everyPartIsThere(String path, String type, String text) throws IOException {
    RawHttp.Response response = RawHttp.get(endpoint.port(), path);

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).isEqualTo(type + "; charset=UTF-8");
    assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.text()).contains(text);
  }

  @Test
  void nothingButWhatComesFromHereMayRun() throws IOException {
    RawHttp.Response response = RawHttp.get(endpoint.port(), "/");

    assertThat(response.header("Content-Security-Policy"))
        .startsWith("default-src 'none';")
        .contains("require-trusted-types-for 'script'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http:", "https:", "*", "data:");
    assertThat(response.text()).doesNotContain("<style").doesNotContainPattern("<script(?! src)");
    assertThat(response.text()).doesNotContainPattern("\\s(on\\w+|style)=");
  }

  @Test
  void theScriptParsesNoTextAsHtml() throws IOException {
    assertThat(RawHttp.get(endpoint.port(), "/page.js").text())
        .doesNotContain(
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(");
  }

  @Test
  void whatItRefersToIsRelativeAndOfThisHost() throws IOException {
    Matcher references = REFERENCE.matcher(RawHttp.get(endpoint.port(), "/").text());
    int files = 0;
    while (references.find()) {
      assertThat(references.group(1)).matches("page\\.(css|js|svg)|metrics|api/v1/ports|-/healthy");
      files += references.group(1).startsWith("page.") ? 1 : 0;
    }
    assertThat(files).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.css", "/page.js", "/page.svg"})
  void whoHasItIsToldSoAndSentNothing(String path) throws IOException {
    try (RawHttp http = new RawHttp(endpoint.port())) {
      String tag = http.get(path).header("ETag");

      RawHttp.Response again = http.get(path, "If-None-Match: \"other\", " + tag);

      assertThat(again.status()).isEqualTo(304);
      assertThat(again.header("ETag")).isEqualTo(tag);
      assertThat(again.body()).isEmpty();
      assertThat(http.get(path, "If-None-Match: \"other\"").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.js"})
  void aHostThatIsNotOursIsMisdirected(String path) throws IOException {
    try (RawHttp http = new RawHttp(endpoint.port())) {
      http.send("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n\r\n");

      assertThat(http.response().status()).isEqualTo(421);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/index.html", "/page/main.js", "/page", "/page.js/", "//", "/favicon.ico"})
  void thereIsNothingElse(String path) throws IOException {
    assertThat(RawHttp.get(endpoint.port(), path).status()).isEqualTo(404);
  }
}
