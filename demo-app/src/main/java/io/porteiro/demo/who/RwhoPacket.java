package io.porteiro.demo.who;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a host tells about itself: one rwho packet.
 *
 * <p>The layout is {@code struct whod} of {@code protocols/rwhod.h}, numbers in network order:
 *
 * <pre>
 *  0  version, 1              12  host name, 32 bytes, ended by NUL if shorter
 *  1  type, 1 (host status)   44  load averages times 100, three numbers
 *  2  two bytes of padding    56  when the host was booted
 *  4  when it was sent        60  users, 24 bytes each, at most 42 of them:
 *  8  when it was received          line 8, name 8, login time 4, idle seconds 4
 * </pre>
 *
 * @param hostName printable ASCII, neither spaces nor slashes; escape it where it is shown
 * @param sent the sender's clock
 * @param booted when the sender was booted
 * @param loads the three load averages, times 100
 * @param users who is logged in there
 */
public record RwhoPacket(
    String hostName, Instant sent, Instant booted, List<Integer> loads, List<RwhoUser> users) {

  private static final int HEADER = 60;
  private static final int USER = 24;
  private static final int MAX_USERS = 1024 / USER;
  private static final int HOST_NAME = 32;
  private static final int SHORT_NAME = 8;
  private static final byte VERSION = 1;
  private static final byte STATUS = 1;

  /** The length of the longest packet, in bytes. */
  static final int MAX_LENGTH = HEADER + MAX_USERS * USER;

  /** A packet's lists are its own. */
  public RwhoPacket {
    loads = List.copyOf(loads);
    users = List.copyOf(users);
  }

  /**
   * Reads all of the buffer as one packet.
   *
   * @throws ProtocolException when it is not a valid one, which anybody on the network may send
   */
  public static RwhoPacket parse(ByteBuffer in) throws ProtocolException {
    int length = in.remaining();
    require(length >= HEADER, "shorter than the header");
    require(length <= MAX_LENGTH && (length - HEADER) % USER == 0, "not a whole number of users");
    require(in.get() == VERSION, "not version 1");
    require(in.get() == STATUS, "not a host's status");
    in.getShort();
    Instant sent = time(in);
    in.getInt();
    String hostName = text(in, HOST_NAME);
    require(!hostName.isEmpty() && hostName.chars().allMatch(RwhoPacket::allowed), "bad host name");
    List<Integer> loads = List.of(in.getInt(), in.getInt(), in.getInt());
    require(loads.stream().allMatch(load -> load >= 0), "a negative load");
    Instant booted = time(in);
    List<RwhoUser> users = new ArrayList<>();
    while (in.hasRemaining()) {
      String line = text(in, SHORT_NAME);
      String name = text(in, SHORT_NAME);
      users.add(new RwhoUser(line, name, time(in), Duration.ofSeconds(unsigned(in))));
    }
    return new RwhoPacket(hostName, sent, booted, loads, users);
  }

  /** Returns the packet as it is sent. */
  public ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(HEADER + users.size() * USER);
    out.put(VERSION).put(STATUS).putShort((short) 0);
    out.putInt((int) sent.getEpochSecond()).putInt(0);
    put(out, hostName, HOST_NAME);
    loads.forEach(out::putInt);
    out.putInt((int) booted.getEpochSecond());
    for (RwhoUser user : users) {
      put(out, user.line(), SHORT_NAME);
      put(out, user.name(), SHORT_NAME);
      out.putInt((int) user.since().getEpochSecond()).putInt((int) user.idle().toSeconds());
    }
    return out.flip();
  }

  /** Characters up to the first NUL; bytes that are not printable ASCII have become '?'. */
  private static String text(ByteBuffer in, int length) {
    byte[] field = new byte[length];
    in.get(field);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length && field[i] != 0; i++) {
      text.append(field[i] >= ' ' && field[i] < 0x7F ? (char) field[i] : '?');
    }
    return text.toString();
  }

  private static void put(ByteBuffer out, String text, int length) {
    for (int i = 0; i < length; i++) {
      out.put(i < text.length() ? (byte) text.charAt(i) : 0);
    }
  }

  private static boolean allowed(int c) {
    return c > ' ' && c != '/' && c != '?';
  }

  private static Instant time(ByteBuffer in) {
    return Instant.ofEpochSecond(unsigned(in));
  }

  private static long unsigned(ByteBuffer in) {
    return Integer.toUnsignedLong(in.getInt());
  }

  private static void require(boolean condition, String otherwise) throws ProtocolException {
    if (!condition) {
      throw new ProtocolException("no rwho packet: " + otherwise);
    }
  }
}
