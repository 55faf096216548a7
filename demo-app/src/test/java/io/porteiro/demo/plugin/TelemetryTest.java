package io.porteiro.demo.plugin;

import static io.porteiro.demo.Sockets.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.porteiro.demo.Sockets;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TelemetryTest {

  @Test
  void acceptsAndCloses() throws IOException {
    InetSocketAddress address;
    try (Telemetry telemetry = Telemetry.listen(Sockets.loopback(), 0)) {
      address = telemetry.address();
      for (int i = 0; i < 3; i++) {
        try (Socket client = connect(address)) {
          assertThat(Sockets.readAll(client)).isEmpty();
        }
      }
    }
    assertThatThrownBy(() -> connect(address)).isInstanceOf(ConnectException.class);
  }
}
