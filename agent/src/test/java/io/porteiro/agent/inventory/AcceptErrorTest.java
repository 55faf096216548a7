package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ServerSocketChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AcceptErrorTest {

  @Test
  void aTimeoutIsNoFailure() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(1);
      Throwable timeout = catchThrowable(server::accept);

      assertThat(timeout).isInstanceOf(SocketTimeoutException.class);
      assertThat(AcceptError.of(timeout)).isNull();
    }
  }

  @Test
  void anAcceptOfAChannelThatIsNotBoundNeverReachesTheSystem() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      Throwable unbound = catchThrowable(server::accept);

      assertThat(unbound).isInstanceOf(NotYetBoundException.class);
      assertThat(AcceptError.of(unbound)).isNull();
    }
  }

  /** As the kernel's EMFILE and ENFILE arrive; provoked, they would take this JVM's files. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Too many open files",
        "Too many open files (Accept failed)",
        "Too many open files in system"
      })
  void noDescriptorsLeftIsTooManyFiles(String message) {
    assertThat(AcceptError.of(new SocketException(message))).isEqualTo(AcceptError.TOO_MANY_FILES);
    assertThat(AcceptError.of(new IOException(message))).isEqualTo(AcceptError.TOO_MANY_FILES);
  }

  @Test
  void aPeerThatWentAwayIsAborted() {
    assertThat(AcceptError.of(new SocketException("Software caused connection abort")))
        .isEqualTo(AcceptError.ABORTED);
  }

  @Test
  void whateverElseTheSystemSaysIsAnotherError() {
    assertThat(AcceptError.of(new SocketException("No buffer space available")))
        .isEqualTo(AcceptError.OTHER);
    assertThat(AcceptError.of(new IOException())).isEqualTo(AcceptError.OTHER);
  }

  @Test
  void whatIsNotTheSystemsIsNoFailure() {
    assertThat(AcceptError.of(new SecurityException())).isNull();
    assertThat(AcceptError.of(new OutOfMemoryError())).isNull();
  }

  @Test
  void theLabelsAreTheContracts() {
    assertThat(Arrays.stream(AcceptError.values()).map(AcceptError::label))
        .containsExactly("too_many_files", "aborted", "other");
  }
}
