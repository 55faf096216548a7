package io.porteiro.demo.page;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of HTTP/1.1 as one page takes: from a request's first line to all of the response. */
final class HttpResponse {

  private static final Pattern REQUEST_LINE =
      Pattern.compile("([A-Z]{1,16}) (/[!-~]*) HTTP/1\\.[01]");

  private HttpResponse() {}

  /** Answers a request; the page is made only when it is the answer. */
  static ByteBuffer to(String requestLine, Supplier<String> page) {
    Matcher request = REQUEST_LINE.matcher(requestLine);
    if (!request.matches()) {
      return plain("400 Bad Request");
    }
    String method = request.group(1);
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return plain("405 Method Not Allowed");
    }
    if (!request.group(2).split("\\?", 2)[0].equals("/")) {
      return plain("404 Not Found");
    }
    return response("200 OK", "text/html", page.get(), method.equals("GET"));
  }

  /** Answers a request whose head does not fit. */
  static ByteBuffer tooLarge() {
    return plain("431 Request Header Fields Too Large");
  }

  private static ByteBuffer plain(String status) {
    return response(status, "text/plain", status + "\n", true);
  }

  private static ByteBuffer response(String status, String type, String body, boolean withBody) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        String.join(
            "\r\n",
            "HTTP/1.1 " + status,
            "Content-Type: " + type + "; charset=utf-8",
            "Content-Length: " + content.length,
            "Content-Security-Policy: default-src 'none'",
            "X-Content-Type-Options: nosniff",
            "Cache-Control: no-store",
            "Allow: GET, HEAD",
            "Connection: close",
            "",
            "");
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(headBytes.length + (withBody ? content.length : 0));
    out.put(headBytes);
    if (withBody) {
      out.put(content);
    }
    return out.flip();
  }
}
