package io.porteiro.demo.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.demo.login.LoginView;
import io.porteiro.demo.who.RwhoPacket;
import io.porteiro.demo.who.RwhoUser;
import io.porteiro.demo.who.WhoHosts.Heard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusPageTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.5Z");
  private static final String METRICS = "http://127.0.0.1:9513/metrics";

  @Test
  void showsHostsSessionsAndWhereTheMetricsAre() {
    String page =
        StatusPage.render(
            List.of(host("recife", "ana")), List.of(session("bruno", "vt100")), "sum", METRICS);

    assertThat(page)
        .contains("Hosts, by who (1)", "Sessions of login (1)", "<p>sum</p>")
        .contains(
            "<tr><td>recife</td><td>1.50 0.75 0.05</td><td>ana</td><td>from</td>"
                + "<td>2026-01-01T12:00:00Z</td></tr>")
        .contains(
            "<tr><td>bruno</td><td>vt100</td><td>80 x 24</td><td>remote</td>"
                + "<td>2026-01-01T12:00:00Z</td></tr>")
        .contains("<a href=\"" + METRICS + "\">" + METRICS + "</a>");
  }

  @Test
  void escapesEverythingThatClientsChoose() {
    String evil = "<script>'\"&%s";
    String page =
        StatusPage.render(
            List.of(host(evil, evil)), List.of(session(evil, evil)), evil, "\"><script>");

    assertThat(page)
        .doesNotContain("<script", "'\"", "\">\"")
        .contains("<td>&lt;script&gt;&#39;&quot;&amp;%s</td>")
        .contains("<p>&lt;script&gt;&#39;&quot;&amp;%s</p>")
        .contains("<a href=\"&quot;&gt;&lt;script&gt;\">");
  }

  @Test
  void escapeLeavesOtherTextAlone() {
    assertThat(Html.escape("")).isEmpty();
    assertThat(Html.escape("a b/c;d=é")).isEqualTo("a b/c;d=é");
    assertThat(Html.escape("&amp;")).isEqualTo("&amp;amp;");
  }

  private static Heard host(String name, String user) {
    RwhoUser logged = new RwhoUser("pts/0", user, NOON, Duration.ZERO);
    return new Heard(
        new RwhoPacket(name, NOON, NOON, List.of(150, 75, 5), List.of(logged)), "from", NOON);
  }

  private static LoginView session(String user, String terminal) {
    return new LoginView(user, terminal, "80 x 24", "remote", NOON);
  }
}
