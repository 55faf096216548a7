package io.porteiro.demo;

import io.porteiro.demo.login.LoginLimits;
import io.porteiro.demo.login.LoginServer;
import io.porteiro.demo.page.PageServer;
import io.porteiro.demo.who.WhoServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * The three services of the shared host, all open.
 *
 * @param login TCP, a thread per connection
 * @param who UDP, on the same port number
 * @param page TCP, non-blocking
 */
record Services(LoginServer login, WhoServer who, PageServer page) implements AutoCloseable {

  /** What makes the page, which needs the two other services to ask. */
  interface PageMaker {
    String render(LoginServer login, WhoServer who);
  }

  /**
   * Opens all three or none.
   *
   * @throws IOException that says which could not be opened, caused by the system's reason
   */
  static Services open(InetAddress host, Ports ports, PageMaker pageMaker) throws IOException {
    LoginServer login =
        named(
            "login on TCP",
            host,
            ports.login(),
            () -> LoginServer.listen(host, ports.login(), LoginLimits.DEFAULT));
    WhoServer who = null;
    try {
      who = named("who on UDP", host, ports.who(), () -> WhoServer.listen(host, ports.who()));
      Supplier<String> render = pageWith(pageMaker, login, who);
      PageServer page =
          named(
              "page on TCP",
              host,
              ports.page(),
              () -> PageServer.listen(host, ports.page(), render));
      return new Services(login, who, page);
    } catch (IOException e) {
      login.close();
      if (who != null) {
        who.close();
      }
      throw e;
    }
  }

  private static Supplier<String> pageWith(PageMaker maker, LoginServer login, WhoServer who) {
    return () -> maker.render(login, who);
  }

  private static <T> T named(String what, InetAddress host, int port, Opener<T> opener)
      throws IOException {
    try {
      return opener.open();
    } catch (IOException e) {
      String where = Addresses.text(new InetSocketAddress(host, port));
      throw new IOException("cannot open " + what + " " + where + ": " + e.getMessage(), e);
    }
  }

  /** Says where the services are, in a few lines. */
  String describe() {
    return """
        login  TCP %s
        who    UDP %s
        page   http://%s/"""
        .formatted(
            Addresses.text(login.address()),
            Addresses.text(who.address()),
            Addresses.text(page.address()));
  }

  @Override
  public void close() throws IOException {
    page.close();
    who.close();
    login.close();
  }

  /** Opens something that listens. */
  private interface Opener<T> {
    T open() throws IOException;
  }
}
