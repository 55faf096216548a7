package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.porteiro.agent.it.servers.GrpcApp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A Netty that was moved to another package, and that brings a library of another name. */
class GrpcIT {

  private static final int CHANNELS = 10;

  static Stream<Jdk> jdks() {
    return Jdk.all().stream().filter(jdk -> jdk.version() >= 17);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jdks")
  void callsOverKeptConnections(Jdk jdk) {
    List<ManagedChannel> channels = new ArrayList<>();
    try (Jvm jvm =
        Jvm.on(jdk)
            .options("-Dslf4j.internal.verbosity=ERROR")
            .main("io.porteiro.agent.it.servers.GrpcApp")
            .start()) {
      String port = jvm.listening();
      Map<String, String> info =
          jvm.firstScrape().samples("porteiro_listener_info", Map.of("port", port)).get(0).labels();
      assertThat(info).containsEntry("address", "127.0.0.1").containsEntry("known_by", "hook");
      assertThat(info.get("owner")).startsWith("io.grpc.netty.shaded.io.grpc.netty.NettyServer");
      assertThat(info.get("artifact")).matches("grpc-netty-shaded-.*\\.jar");
      for (int i = 0; i < CHANNELS; i++) {
        channels.add(
            Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .build());
      }
      for (int i = 0; i < 5 * CHANNELS; i++) {
        byte[] request = ("call " + i).getBytes(StandardCharsets.US_ASCII);
        assertThat(
                ClientCalls.blockingUnaryCall(
                    channels.get(i % CHANNELS), GrpcApp.ECHO, CallOptions.DEFAULT, request))
            .isEqualTo(request);
      }
      expect(jvm, port, CHANNELS);
      channels.forEach(ManagedChannel::shutdownNow);
      expect(jvm, port, 0);
      assertThat(jvm.scrape().agentErrors()).isZero();
      assertThat(Netty.complaints(jvm)).isEmpty();
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  private static void expect(Jvm jvm, String port, long active) {
    jvm.await(
        active + " active",
        () ->
            jvm.scrape().tcp("porteiro_connections_active", port) == active
                && Kernel.connections(jvm.pid(), Integer.parseInt(port)) == active);
    assertThat(jvm.scrape().tcp("porteiro_connections_accepted_total", port)).isEqualTo(CHANNELS);
  }
}
