package io.porteiro.demo.login;

import java.time.Instant;

/**
 * One login session as the page shows it. The strings come from the client: escape them.
 *
 * @param user who is logged in
 * @param terminal the terminal's type and speed
 * @param window the window's size, empty when the client never sent it
 * @param remote the client's address and port
 * @param since when the session began
 */
public record LoginView(
    String user, String terminal, String window, String remote, Instant since) {}
