package io.porteiro.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/**
 * Connections to a program that ends them as their first byte says: a few of every kind, counted.
 */
final class Ends {

  private static final char[] CODES = {'C', 'D', 'T', 'S', 'E', 'H'};
  private static final int EACH = 3;

  private Ends() {}

  /** On a TCP port that nobody has connected to yet. */
  static void check(Jvm jvm, String port) {
    int number = Integer.parseInt(port);
    List<Client> kept = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      for (char code : CODES) {
        Client client = Client.tcp(number).say(code);
        if (code != 'E' && code != 'H') {
          client.untilEnd();
        }
        client.close();
      }
      kept.add(Client.tcp(number).say('N'));
    }
    long accepted = EACH * (CODES.length + 1L);
    jvm.await(
        EACH + " active",
        () ->
            jvm.scrape().tcp("porteiro_connections_active", port) == EACH
                && Kernel.connections(jvm.pid(), number) == EACH);
    Scrape scrape = jvm.scrape();
    assertThat(scrape.tcp("porteiro_connections_accepted_total", port)).isEqualTo(accepted);
    assertThat(scrape.tcp("porteiro_connections_closed_total", port)).isEqualTo(accepted - EACH);
    assertThat(scrape.tcp("porteiro_listeners", port)).isEqualTo(1);
    kept.forEach(Client::reset);
  }
}
