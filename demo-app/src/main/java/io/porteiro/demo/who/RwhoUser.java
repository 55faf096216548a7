package io.porteiro.demo.who;

import java.time.Duration;
import java.time.Instant;

/**
 * One user in an rwho packet: {@code struct whoent} of {@code protocols/rwhod.h}.
 *
 * @param line the terminal, at most eight characters
 * @param name the user, at most eight characters
 * @param since when the user logged in
 * @param idle how long nothing has been typed
 */
public record RwhoUser(String line, String name, Instant since, Duration idle) {}
