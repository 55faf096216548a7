package io.porteiro.agent.service;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Says which service a port is registered for. A port is a key such as {@code tcp/513}: a protocol,
 * which is {@code tcp}, {@code udp}, {@code sctp} or {@code dccp}, a slash, and a decimal number
 * from 0 to 65535. The first of these that names a port wins:
 *
 * <ol>
 *   <li>the names configured, which may be for any key ({@code unix//run/x.sock} has no other
 *       source);
 *   <li>{@code /etc/services}, as services(5) describes it: its first line for the port, and on
 *       that line the official name, never an alias;
 *   <li>the IANA Service Name and Transport Protocol Port Number Registry, of which the agent
 *       bundles a copy: the name listed first for the port.
 * </ol>
 *
 * <p>A name tells what a port is registered for and not what listens on it.
 *
 * <p>Lives in the agent's own class loader. Holds the configured names and nothing else: files are
 * read anew by each look-up. Safe for use by several threads.
 */
public final class ServiceNames {

  private static final String SERVICES_FILE = "/etc/services";
  private static final String REGISTRY = "iana-services.txt";

  private static final String[] PROTOCOLS = {"tcp", "udp", "sctp", "dccp"};
  private static final int PORTS = 65536;

  /** The most that is read of one file, in bytes; all of IANA's registry would take 0.2 MB. */
  static final int MAX_FILE = 4 * 1024 * 1024;

  /** The longest line that is looked at, in chars with its line end; longer ones are skipped. */
  static final int MAX_LINE = 4096;

  private final Map<String, String> configured;
  private final File servicesFile;
  private final String registry;

  /**
   * Names ports by {@code configured}, this machine's {@code /etc/services} and IANA's registry.
   *
   * @param configured names by port, copied; empty ones count as absent
   */
  public ServiceNames(Map<String, String> configured) {
    this(configured, new File(SERVICES_FILE), REGISTRY);
  }

  /**
   * Names ports by other sources, for tests.
   *
   * @param configured names by port, copied; empty ones count as absent
   * @param servicesFile what to read in place of {@code /etc/services}; need not exist
   * @param registry the resource to read in place of the bundled registry, relative to this class;
   *     need not exist
   */
  ServiceNames(Map<String, String> configured, File servicesFile, String registry) {
    this.configured = new HashMap<>(configured);
    this.servicesFile = servicesFile;
    this.registry = registry;
  }

  /**
   * Looks up the names of all of {@code ports}, reading each file at most once, and none when the
   * configured names suffice. A file that is absent, unreadable, larger than 4 MiB or not a regular
   * file counts as empty; lines that make no sense are skipped.
   *
   * @param ports keys such as {@code tcp/513}, in any order and number; others are allowed and have
   *     no name unless one is configured
   * @return a new map from each of {@code ports} that has a name to that name; no name is empty
   */
  public Map<String, String> lookUp(Collection<String> ports) {
    Map<String, String> names = new HashMap<>();
    BitSet wanted = new BitSet();
    for (String port : ports) {
      String name = configured.get(port);
      if (name != null && !name.isEmpty()) {
        names.put(port, name);
      } else {
        int code = code(port);
        if (code >= 0) {
          wanted.set(code);
        }
      }
    }
    if (wanted.isEmpty()) {
      return names;
    }
    Map<Integer, String> registered = new HashMap<>();
    readServicesFile(wanted, registered);
    if (!wanted.isEmpty()) {
      readRegistry(wanted, registered);
    }
    for (String port : ports) {
      String name = registered.get(code(port));
      if (name != null) {
        names.putIfAbsent(port, name);
      }
    }
    return names;
  }

  private void readServicesFile(BitSet wanted, Map<Integer, String> names) {
    try {
      // not merely an optimisation: opening a FIFO would block until someone writes to it
      if (!servicesFile.isFile() || servicesFile.length() > MAX_FILE) {
        return;
      }
      try (InputStream in = new FileInputStream(servicesFile)) {
        read(in, false, wanted, names);
      }
    } catch (IOException | RuntimeException ignored) {
      // a machine without a usable services file is in good order: the registry has its turn
    }
  }

  private void readRegistry(BitSet wanted, Map<Integer, String> names) {
    try (InputStream in = ServiceNames.class.getResourceAsStream(registry)) {
      if (in != null) {
        read(in, true, wanted, names);
      }
    } catch (IOException | RuntimeException | InternalError ignored) {
      // InternalError is what JDK 8 throws for a jar that was replaced while open; the ports are
      // reported without names then
    }
  }

  /** Passes each line to {@link #take}, until all that is wanted was found or the file ends. */
  private static void read(
      InputStream in, boolean severalProtocols, BitSet wanted, Map<Integer, String> names)
      throws IOException {
    Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
    char[] buffer = new char[MAX_LINE];
    int kept = 0;
    int total = 0;
    boolean first = true;
    boolean tooLong = false;
    while (true) {
      int count = reader.read(buffer, kept, buffer.length - kept);
      if (count < 0) {
        if (!tooLong) {
          take(buffer, 0, kept, severalProtocols, wanted, names);
        }
        return;
      }
      int end = kept + count;
      int line = 0;
      if (first && end > 0) {
        first = false;
        if (buffer[0] == '\uFEFF') {
          line = 1;
        }
      }
      for (int i = kept; i < end; i++) {
        if (buffer[i] == '\n') {
          if (tooLong) {
            tooLong = false;
          } else {
            take(buffer, line, i, severalProtocols, wanted, names);
            if (wanted.isEmpty()) {
              return;
            }
          }
          line = i + 1;
        }
      }
      total += count;
      if (total > MAX_FILE) {
        return;
      }
      kept = end - line;
      if (tooLong || kept == buffer.length) {
        tooLong = true;
        kept = 0;
      } else {
        System.arraycopy(buffer, line, buffer, 0, kept);
      }
    }
  }

  /**
   * Takes the name from one line, if it is for a port that is wanted. The line is one of
   * services(5), {@code name port/protocol aliases # comment}, or with {@code severalProtocols} one
   * of the bundled registry, {@code name port/protocol/protocol}.
   */
  private static void take(
      char[] buffer,
      int from,
      int to,
      boolean severalProtocols,
      BitSet wanted,
      Map<Integer, String> names) {
    int nameStart = skipBlanks(buffer, from, to);
    int nameEnd = skipField(buffer, nameStart, to);
    int portStart = skipBlanks(buffer, nameEnd, to);
    int fieldEnd = skipField(buffer, portStart, to);
    int slash = skipPart(buffer, portStart, fieldEnd);
    int port = port(buffer, portStart, slash);
    if (port < 0) {
      return;
    }
    while (slash < fieldEnd) {
      int end = skipPart(buffer, slash + 1, fieldEnd);
      if (end < fieldEnd && !severalProtocols) {
        return;
      }
      int protocol = protocol(buffer, slash + 1, end);
      int code = protocol * PORTS + port;
      if (protocol >= 0 && wanted.get(code) && isPrintable(buffer, nameStart, nameEnd)) {
        names.put(code, new String(buffer, nameStart, nameEnd - nameStart));
        wanted.clear(code);
      }
      slash = end;
    }
  }

  private static int skipBlanks(char[] buffer, int from, int to) {
    int i = from;
    while (i < to && isBlank(buffer[i])) {
      i++;
    }
    return i;
  }

  private static int skipField(char[] buffer, int from, int to) {
    int i = from;
    while (i < to && buffer[i] != '#' && !isBlank(buffer[i])) {
      i++;
    }
    return i;
  }

  private static int skipPart(char[] buffer, int from, int to) {
    int i = from;
    while (i < to && buffer[i] != '/') {
      i++;
    }
    return i;
  }

  /** What C's isspace has, less the line feed; the carriage return makes CRLF a line end. */
  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\u000B';
  }

  /** Whether there is a name that can be shown: no control characters, nothing undecodable. */
  private static boolean isPrintable(char[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Character.isISOControl(buffer[i]) || buffer[i] == '\uFFFD') {
        return false;
      }
    }
    return from < to;
  }

  /** The port with this number; -1 if it is not a decimal number from 0 to 65535. */
  private static int port(char[] buffer, int from, int to) {
    if (from == to) {
      return -1;
    }
    int port = 0;
    for (int i = from; i < to; i++) {
      char c = buffer[i];
      if (c < '0' || c > '9') {
        return -1;
      }
      port = port * 10 + (c - '0');
      if (port >= PORTS) {
        return -1;
      }
    }
    return port;
  }

  /** The index in {@link #PROTOCOLS} of this one; -1 if it is not there. */
  private static int protocol(char[] buffer, int from, int to) {
    for (int i = 0; i < PROTOCOLS.length; i++) {
      String protocol = PROTOCOLS[i];
      int length = protocol.length();
      int same = 0;
      while (same < length && from + same < to && buffer[from + same] == protocol.charAt(same)) {
        same++;
      }
      if (same == length && from + same == to) {
        return i;
      }
    }
    return -1;
  }

  /** A number for each port of each protocol; -1 for what is no key of one. */
  private static int code(String key) {
    if (key == null) {
      return -1;
    }
    char[] chars = key.toCharArray();
    int slash = skipPart(chars, 0, chars.length);
    if (slash == chars.length) {
      return -1;
    }
    int protocol = protocol(chars, 0, slash);
    int port = port(chars, slash + 1, chars.length);
    return protocol < 0 || port < 0 ? -1 : protocol * PORTS + port;
  }
}
