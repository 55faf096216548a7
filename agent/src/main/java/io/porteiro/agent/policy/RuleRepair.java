package io.porteiro.agent.policy;

/** Guesses which port was meant by what is none. */
final class RuleRepair {

  private static final int LONGEST = 200;

  private RuleRepair() {}

  /** Null when nothing that is right is near. */
  static String of(String text) {
    if (text.length() > LONGEST || text.equals(PortPattern.ANY)) {
      return null;
    }
    String repaired = withRest(withProtocol(withSlash(withoutBlanks(text))));
    return repaired != null && PortPattern.isRight(repaired) ? repaired : null;
  }

  private static String withoutBlanks(String text) {
    StringBuilder packed = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        packed.append(text.charAt(i));
      }
    }
    return packed.toString();
  }

  private static String withSlash(String text) {
    int slash = text.indexOf('/');
    int colon = text.indexOf(':');
    if (colon > 0
        && (slash < 0 || colon < slash)
        && Nearest.of(text.substring(0, colon), protocols()) != null) {
      // maybe as in a URL
      String rest = text.substring(text.startsWith("://", colon) ? colon + 3 : colon + 1);
      return text.substring(0, colon) + '/' + rest;
    }
    if (slash < 0) {
      return "tcp/" + text;
    }
    return slash == 0 ? Door.UNIX + '/' + text : text;
  }

  private static String withProtocol(String text) {
    int slash = text.indexOf('/');
    String protocol = Nearest.of(text.substring(0, slash), protocols());
    return protocol == null ? null : protocol + text.substring(slash);
  }

  private static String[] protocols() {
    return PortPattern.PROTOCOLS.toArray(new String[0]);
  }

  private static String withRest(String text) {
    if (text == null || text.startsWith("unix/")) {
      return text;
    }
    int slash = text.indexOf('/');
    String rest = text.substring(slash + 1);
    int colon = rest.lastIndexOf(':');
    String port = port(rest.substring(colon + 1));
    String head = text.substring(0, slash + 1);
    return colon < 0 ? head + port : head + address(rest.substring(0, colon)) + port;
  }

  /** With the colon, unless it is for any address. */
  private static String address(String text) {
    if (text.equals(PortPattern.ANY)) {
      return "";
    }
    if (text.equals("localhost")) {
      return "127.0.0.1:";
    }
    boolean bare = text.indexOf(':') >= 0 && !text.startsWith("[");
    return (bare ? '[' + text + ']' : text) + ':';
  }

  private static String port(String text) {
    int dash = text.indexOf('-');
    if (dash > 0) {
      String from = port(text.substring(0, dash));
      String to = port(text.substring(dash + 1));
      boolean swapped = PortPattern.number(from) > PortPattern.number(to);
      return swapped ? to + '-' + from : from + '-' + to;
    }
    if (Nearest.of(text, PortPattern.EPHEMERAL) != null) {
      return PortPattern.EPHEMERAL;
    }
    int zeros = 0;
    while (zeros < text.length() && text.charAt(zeros) == '0') {
      zeros++;
    }
    // port 0 is the system's word for it
    boolean zero = zeros > 0 && zeros == text.length();
    return zero ? PortPattern.EPHEMERAL : text.substring(zeros);
  }
}
