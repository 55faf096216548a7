package io.porteiro.agent.export;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.HttpRequestHandler;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * The status page, or one of the files that it needs: resources beside this class, read from the
 * jar for each request, as they are asked for once in a while and nothing should stay of them. It
 * fetches {@link PortsApi} and shows it; no HTML is made here.
 */
public final class PageHandler implements HttpRequestHandler {

  /** Only what comes from here runs, and no text of it is ever parsed as HTML. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  /** Of one script, so that a browser needs no more than three connections at once. */
  private static final String[] SCRIPT = {
    "text.js",
    "uPlot.iife.min.js",
    "history.js",
    "port.js",
    "chart.js",
    "details.js",
    "row.js",
    "table.js",
    "main.js"
  };

  private final ContentType type;
  private final String[] files;

  private PageHandler(String type, String... files) {
    this.type = ContentType.create(type, StandardCharsets.UTF_8);
    this.files = files;
  }

  /** Has the router answer {@code /} and what the page there needs. */
  public static HttpRouter addTo(HttpRouter router) {
    return router
        .withGuarded("/", new PageHandler("text/html", "index.html"))
        .withGuarded("/page.css", new PageHandler("text/css", "uPlot.min.css", "page.css"))
        .withGuarded("/page.js", new PageHandler("text/javascript", SCRIPT))
        .withGuarded("/page.svg", new PageHandler("image/svg+xml", "page.svg"));
  }

  @Override
  public void handle(ClassicHttpRequest request, ClassicHttpResponse response, HttpContext context)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String file : files) {
      append(file, bytes);
    }
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("Referrer-Policy", "no-referrer");
    Answers.send(request, response, 200, type, bytes.toByteArray());
  }

  private static void append(String file, ByteArrayOutputStream bytes) throws IOException {
    try (InputStream in = PageHandler.class.getResourceAsStream("page/" + file)) {
      if (in == null) {
        throw new FileNotFoundException(file);
      }
      byte[] buffer = new byte[8_192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
      }
    }
    bytes.write('\n');
  }
}
