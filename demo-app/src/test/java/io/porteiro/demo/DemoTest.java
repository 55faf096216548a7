package io.porteiro.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DemoTest {

  private final List<String> printed = new CopyOnWriteArrayList<>();
  private Demo demo;

  @AfterEach
  void close() throws IOException {
    demo.close();
  }

  @Test
  void saysWhereItListens() throws Exception {
    start("--unexpected-after", "600");
    Services services = demo.services();

    assertThat(printed)
        .containsExactly(
            "login  TCP 127.0.0.1:%d%nwho    UDP 127.0.0.1:%d%npage   http://127.0.0.1:%d/"
                .formatted(
                    services.login().address().getPort(),
                    services.who().address().getPort(),
                    services.page().address().getPort()));
  }

  @Test
  void thePageShowsWhatGoesOn() throws Exception {
    start("--unexpected-after", "600", "--metrics-port", "9999");
    await()
        .untilAsserted(
            () ->
                assertThat(page())
                    .contains("<td>recife</td>", "<td>olinda</td>", "<td>xterm/38400</td>")
                    .contains("http://127.0.0.1:9999/metrics"));
  }

  @Test
  void aListenerNobodyAskedForOpensLater() throws Exception {
    start("--unexpected-after", "0");
    await().until(() -> printed.size() == 2);
    assertThat(printed.get(1)).matches("and    TCP 127.0.0.1:\\d+, which nobody asked for");
    InetSocketAddress telemetry =
        new InetSocketAddress(
            Sockets.loopback(), Integer.parseInt(printed.get(1).replaceAll(".*:(\\d+),.*", "$1")));
    try (Socket client = Sockets.connect(telemetry)) {
      assertThat(Sockets.readAll(client)).isEmpty();
    }

    demo.close();
    assertThatThrownBy(() -> Sockets.connect(telemetry)).isInstanceOf(ConnectException.class);
  }

  @Test
  void restsThenClosesAndSaysOnceWhatItsClientsDid() throws Exception {
    start("--unexpected-after", "600");
    await().until(() -> demo.services().login().sessions().size() >= 2);
    demo.rest();
    demo.rest();

    assertThat(printed).hasSize(2);
    assertThat(printed.get(1)).contains(", " + sessions() + " open;");
    assertThat(page()).contains(printed.get(1).replace("'", "&#39;"));

    demo.close();
    demo.close();
    assertThat(printed).hasSize(2);
    assertThatThrownBy(() -> Sockets.connect(demo.services().login().address()))
        .isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> Sockets.connect(demo.services().page().address()))
        .isInstanceOf(ConnectException.class);
  }

  private int sessions() {
    return demo.services().login().sessions().size();
  }

  private void start(String... args) throws OptionException, IOException {
    Options options = Options.parse(args);
    demo = Demo.open(options, DemoProgram.setup(), printed::add);
    demo.begin(options.unexpectedAfter());
  }

  private String page() throws IOException {
    try (Socket client = Sockets.connect(demo.services().page().address())) {
      Sockets.send(client, "GET / HTTP/1.1\r\n\r\n");
      return Sockets.readAll(client);
    }
  }
}
