package io.porteiro.demo.page;

import io.porteiro.demo.login.LoginView;
import io.porteiro.demo.who.RwhoPacket;
import io.porteiro.demo.who.RwhoUser;
import io.porteiro.demo.who.WhoHosts.Heard;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The one page of the demo: hosts, sessions, and where the metrics are.
 *
 * <p>Nearly everything on it comes from clients, so every text goes through {@link Html#escape}.
 */
public final class StatusPage {

  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head><meta charset="utf-8"><title>Porteiro demo</title></head>
      <body>
      <h1>Porteiro demo</h1>
      <h2>Hosts, by who (%d)</h2>
      %s
      <h2>Sessions of login (%d)</h2>
      %s
      <h2>The demo's own clients</h2>
      <p>%s</p>
      <h2>Metrics</h2>
      <p>When the agent is loaded: <a href="%s">%s</a></p>
      </body>
      </html>
      """;

  private StatusPage() {}

  /**
   * Returns the page.
   *
   * @param hosts what who knows
   * @param sessions what login knows
   * @param clients one line about what the demo's own clients did
   * @param metrics the address of the metrics
   */
  public static String render(
      List<Heard> hosts, List<LoginView> sessions, String clients, String metrics) {
    List<String> hostColumns = List.of("host", "load", "users", "from", "received");
    List<String> sessionColumns = List.of("user", "terminal", "window", "from", "since");
    String link = Html.escape(metrics);
    return PAGE.formatted(
        hosts.size(),
        table(hostColumns, hosts, StatusPage::hostRow),
        sessions.size(),
        table(sessionColumns, sessions, StatusPage::sessionRow),
        Html.escape(clients),
        link,
        link);
  }

  private static List<String> hostRow(Heard heard) {
    RwhoPacket packet = heard.packet();
    String loads =
        packet.loads().stream()
            .map(load -> String.format(Locale.ROOT, "%.2f", load / 100.0))
            .collect(Collectors.joining(" "));
    String users = packet.users().stream().map(RwhoUser::name).collect(Collectors.joining(" "));
    String received = heard.received().truncatedTo(ChronoUnit.SECONDS).toString();
    return List.of(packet.hostName(), loads, users, heard.from(), received);
  }

  private static List<String> sessionRow(LoginView session) {
    String since = session.since().truncatedTo(ChronoUnit.SECONDS).toString();
    return List.of(session.user(), session.terminal(), session.window(), session.remote(), since);
  }

  private static <T> String table(
      List<String> columns, List<T> things, Function<T, List<String>> row) {
    String rows =
        things.stream().map(thing -> row(row.apply(thing), "td")).collect(Collectors.joining());
    return "<table>\n" + row(columns, "th") + rows + "</table>";
  }

  private static String row(List<String> cells, String tag) {
    return cells.stream()
        .map(cell -> "<" + tag + ">" + Html.escape(cell) + "</" + tag + ">")
        .collect(Collectors.joining("", "<tr>", "</tr>\n"));
  }
}
