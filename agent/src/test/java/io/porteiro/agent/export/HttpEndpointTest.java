package io.porteiro.agent.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.http.io.HttpRequestHandler;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpEndpointTest {

  private static final String HTTP_DATE =
      "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
          + " \\d{4} \\d{2}:\\d{2}:\\d{2} GMT";
  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
  private final List<Closeable> opened = new ArrayList<>();
  private final CountDownLatch slow = new CountDownLatch(1);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    HttpRouter router =
        new HttpRouter("porteiro.test", errors::add)
            .with("/page", answer("the page\n"))
            .with("/slow", (request, response, context) -> awaitQuietly(slow))
            .with("/fails", (request, response, context) -> sneak(failure.get()));
    endpoint = HttpEndpoint.start("127.0.0.1", 0, () -> router, this::thread);
  }

  @AfterEach
  void close() throws IOException {
    slow.countDown();
    for (Closeable closeable : opened) {
      closeable.close();
    }
    endpoint.close();
    assertThat(uncaught).as("what threads of the agent's died of").isEmpty();
  }

  @Test
  void itIsBoundToTheAddressAndAPortOfTheSystemsChoice() {
    assertThat(endpoint.port()).isPositive();
    assertThat(endpoint.address()).isEqualTo(InetAddress.getLoopbackAddress());
  }

  @Test
  void aGetIsAnswered() throws IOException {
    RawHttp.Response response = RawHttp.get(endpoint.port(), "/page");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("the page\n");
    // in English, whatever language the JVM speaks
    assertThat(response.header("Date")).matches(HTTP_DATE);
  }

  @Test
  void itIsHealthy() throws IOException {
    RawHttp.Response response = RawHttp.get(endpoint.port(), "/-/healthy");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("healthy\n");
    assertThat(response.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
  }

  @Test
  void theQueryIsNoPartOfThePath() throws IOException {
    assertThat(RawHttp.get(endpoint.port(), "/page?a=/b?c").status()).isEqualTo(200);
    assertThat(RawHttp.get(endpoint.port(), "/page?").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/pag", "/page/", "/page2", "/Page", "//page", "/../page", "/%70age"})
  void anotherPathIsNotFound(String path) throws IOException {
    RawHttp.Response response = RawHttp.get(endpoint.port(), path);

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.header("Content-Type")).startsWith("application/problem+json");
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get"})
  void anotherMethodIsNotAllowed(String method) throws IOException {
    try (RawHttp http = http()) {
      RawHttp.Response response = http.request(method, "/page");

      assertThat(response.status()).isEqualTo(405);
      assertThat(response.header("Allow")).isEqualTo("GET, HEAD");
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void aHeadHasTheHeadersOfAGetAndNoBody() throws IOException {
    try (RawHttp http = http()) {
      RawHttp.Response head = http.request("HEAD", "/page");
      RawHttp.Response get = http.get("/page");

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers()).containsEntry("Content-Length", "9");
      assertThat(get.text()).isEqualTo("the page\n");
    }
  }

  @Test
  void aBodyIsNotReadAndEndsTheConnection() throws IOException {
    try (RawHttp http = http()) {
      http.send("POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nsomething");

      assertThat(http.response().status()).isEqualTo(405);
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /page HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n",
        "POST /page HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n",
        "POST /page HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
      })
  void aBodyThatNeverComesIsNotWaitedFor(String request) throws IOException {
    try (RawHttp http = http()) {
      RawHttp.Response response = http.send(request).response();

      assertThat(response.status()).isIn(200, 405, 417);
      assertThat(response.header("Connection")).isEqualToIgnoringCase("close");
    }
    assertItStillAnswers();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "GET",
        "GET /page",
        "GET /page HTTP/x",
        "GET  HTTP/1.1",
        "\u0016\u0003\u0001\u0002",
        "\u0000\u0000\u0000\u0000",
        "GET /page HTTP/1.1\r\nno colon",
        "GET /page HTTP/1.1\r\n: no name",
        "GET /page HTTP/1.1\r\nHost: a\r\nContent-Length: many",
        "GET /page HTTP/1.1\r\nHost: a\r\nContent-Length: -1",
        "GET /page HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: mystery",
        "GET /page HTTP/1.1\r\nHost: a b c"
      })
  void nonsenseIsRefused(String request) throws IOException {
    assertRefused(request + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OPTIONS * HTTP/1.1",
        "CONNECT localhost:80 HTTP/1.1",
        "GET http://localhost HTTP/1.1",
        "GET http:// HTTP/1.1",
        "GET mailto:somebody HTTP/1.1",
        "GET page HTTP/1.1",
        "GET ? HTTP/1.1",
        "GET ?/page HTTP/1.1",
        "GET # HTTP/1.1",
        "GET :// HTTP/1.1",
        "GET //[ HTTP/1.1",
        "GET http://[ HTTP/1.1"
      })
  void anOddTargetIsRefused(String line) throws IOException {
    assertRefused(line + "\r\nHost: localhost\r\n\r\n");
  }

  @Test
  void aTargetWithSchemeAndHostIsAsGoodAsItsPath() throws IOException {
    try (RawHttp http = http()) {
      assertThat(http.get("http://example.org:80/page").status()).isEqualTo(200);
    }
  }

  @Test
  void tooManyHeadersAreRefused() throws IOException {
    StringBuilder request = new StringBuilder("GET /page HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 200; i++) {
      request.append("X-").append(i).append(": x\r\n");
    }
    assertRefused(request.append("\r\n").toString());
  }

  @Test
  void aHeaderThatIsTooLongIsRefused() throws IOException {
    assertRefused("GET /page HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
  }

  @Test
  void aTargetThatIsTooLongIsRefused() throws IOException {
    assertRefused("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @Test
  void randomBytesDoNoHarm() throws IOException {
    Random random = new Random(9513);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      sendAndLeave(new String(bytes, ISO_8859_1) + "\r\n\r\n");
    }
    awaitAnAnswer();
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:9513",
        "10.1.2.3:9513",
        "[::1]:9513",
        "evil.example",
        "my_host",
        "xn--bcher-kva.example."
      })
  void anyHostWillDo(String host) throws IOException {
    try (RawHttp http = http()) {
      http.send("GET /page HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      assertThat(http.response().status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestOfHttp10NeedsNoHostAndEndsTheConnection() throws IOException {
    try (RawHttp http = http()) {
      RawHttp.Response response = http.send("GET /page HTTP/1.0\r\n\r\n").response();

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).isEqualTo("the page\n");
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aConnectionTakesSeveralRequests() throws IOException {
    try (RawHttp http = http()) {
      assertThat(http.get("/page").status()).isEqualTo(200);
      assertThat(http.get("/nowhere").status()).isEqualTo(404);
      assertThat(http.get("/page").text()).isEqualTo("the page\n");
    }
  }

  @Test
  void requestsThatAreSentTogetherAreAnsweredInTurn() throws IOException {
    try (RawHttp http = http()) {
      http.send("GET /page HTTP/1.1\r\nHost: a\r\n\r\nGET /-/healthy HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(http.response().text()).isEqualTo("the page\n");
      assertThat(http.response().text()).isEqualTo("healthy\n");
    }
  }

  @Test
  void aConnectionEndsWhenTheClientWantsItTo() throws IOException {
    try (RawHttp http = http()) {
      assertThat(http.get("/page", "Connection: close").status()).isEqualTo(200);
      assertThat(http.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        IllegalStateException.class,
        NoClassDefFoundError.class,
        ExceptionInInitializerError.class,
        StackOverflowError.class,
        OutOfMemoryError.class
      })
  void aHandlerThatFailsIsSaidSoAndTheErrorPassedOn(Class<? extends Throwable> type)
      throws Exception {
    Throwable error = type.getConstructor().newInstance();
    failure.set(error);
    try (RawHttp http = http()) {
      RawHttp.Response response = http.get("/fails");

      assertThat(response.status()).isEqualTo(500);
      assertThat(response.text()).contains(type.getName());
      assertThat(http.get("/page").status()).isEqualTo(200);
    }
    assertThat(errors).containsExactly(error);
  }

  @Test
  void aHandlerThatFailsToReadSomethingFailsLikeAnyOther() throws IOException {
    failure.set(new IOException("of a file, say"));
    RawHttp.Response response = RawHttp.get(endpoint.port(), "/fails");

    assertThat(response.status()).isEqualTo(500);
    assertThat(errors).containsExactly(failure.get());
  }

  @Test
  void slowClientsDoNotKeepOthersWaiting() throws IOException {
    open(http()).send("GET /pa");
    open(http()).send("GET /page HTTP/1.1\r\nHost: a\r\nX: ");
    open(http()).send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    open(http());

    for (int i = 0; i < 20; i++) {
      assertThat(RawHttp.get(endpoint.port(), "/page", "Connection: close").status())
          .isEqualTo(200);
    }
  }

  @Test
  void connectionsThatDoNothingDoNotMakeItUnreachableForGood() throws IOException {
    List<RawHttp> idle = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      idle.add(open(http()));
    }

    awaitAnAnswer();
    for (RawHttp http : idle) {
      assertThat(http.isClosedByServer()).isTrue();
    }
    assertThat(threads.size()).as("threads were bounded").isLessThanOrEqualTo(1 + 8);
  }

  @Test
  void connectionsOfClientsThatWentAwayMakeRoom() throws IOException {
    for (int i = 0; i < 50; i++) {
      sendAndLeave("");
      sendAndLeave("GET /pa");
    }

    awaitAnAnswer();
  }

  @Test
  void closingFreesThePortAndEndsTheThreads() throws IOException {
    RawHttp http = open(http());
    assertThat(http.get("/page").status()).isEqualTo(200);
    int port = endpoint.port();
    endpoint.close();

    assertThat(http.isClosedByServer()).isTrue();
    await().atMost(SOON).until(() -> threads.stream().noneMatch(Thread::isAlive));
    ServerSocket again = new ServerSocket();
    opened.add(again);
    again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    assertThat(threads).hasSizeGreaterThan(1);
  }

  @Test
  void closingTwiceIsNoMatter() {
    endpoint.close();
    endpoint.close();

    await().atMost(SOON).until(() -> threads.stream().noneMatch(Thread::isAlive));
  }

  @Test
  void aTakenPortIsSaidSoAndNoThreadIsStarted() {
    int before = threads.size();

    assertThatExceptionOfType(BindException.class)
        .isThrownBy(
            () ->
                HttpEndpoint.start(
                    "127.0.0.1",
                    endpoint.port(),
                    () -> new HttpRouter("porteiro.test", errors::add),
                    this::thread));
    assertThat(threads).hasSize(before);
  }

  @Test
  void whatAnswersIsMadeForTheFirstConnectionAndAgainShouldItFail() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (HttpEndpoint endpoint =
        HttpEndpoint.start(
            "127.0.0.1",
            0,
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new OutOfMemoryError("Metaspace");
              }
              return new HttpRouter("porteiro.test", errors::add);
            },
            this::thread)) {
      assertThat(asked).hasValue(0);
      try (RawHttp unlucky = new RawHttp(endpoint.port())) {
        assertThat(unlucky.isClosedByServer()).isTrue();
      }
      for (int i = 0; i < 2; i++) {
        try (RawHttp http = new RawHttp(endpoint.port())) {
          assertThat(http.get("/-/healthy").status()).isEqualTo(200);
        }
      }
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void aThreadThatCannotBeStartedCostsTheConnectionAndNotTheEndpoint() throws IOException {
    AtomicInteger made = new AtomicInteger();
    try (HttpEndpoint endpoint =
        HttpEndpoint.start(
            "127.0.0.1",
            0,
            () -> new HttpRouter("porteiro.test", errors::add),
            task -> {
              if (made.incrementAndGet() == 2) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return thread(task);
            })) {
      try (RawHttp unlucky = new RawHttp(endpoint.port())) {
        assertThat(unlucky.isClosedByServer()).isTrue();
      }
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(() -> RawHttp.get(endpoint.port(), "/-/healthy").status() == 200);
    }
  }

  private void assertItStillAnswers() throws IOException {
    assertThat(RawHttp.get(endpoint.port(), "/page").status()).isEqualTo(200);
  }

  /** Not at once: there may be more connections than are served. */
  private void awaitAnAnswer() {
    await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> RawHttp.get(endpoint.port(), "/page").status() == 200);
  }

  /** A client's error, and nothing else suffers. */
  private void assertRefused(String request) throws IOException {
    try (RawHttp http = http()) {
      RawHttp.Response response = http.send(request).response();
      assertThat(response.status()).isBetween(400, 501).isNotEqualTo(500);
    }
    assertItStillAnswers();
    assertThat(errors).isEmpty();
    assertThat(uncaught).isEmpty();
  }

  private RawHttp http() throws IOException {
    return new RawHttp(endpoint.port());
  }

  private void sendAndLeave(String text) throws IOException {
    try (RawHttp http = http()) {
      http.send(text);
    } catch (SocketException busy) {
      // it may hang up first
    }
  }

  private <T extends Closeable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((dead, error) -> uncaught.add(error));
    threads.add(thread);
    return thread;
  }

  private static HttpRequestHandler answer(String text) {
    return (request, response, context) -> response.setEntity(new StringEntity(text));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable error) throws T {
    throw (T) error;
  }
}
