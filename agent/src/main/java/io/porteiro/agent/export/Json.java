package io.porteiro.agent.export;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** Answers in JSON; errors as RFC 9457 has them. */
final class Json {

  private static final ContentType JSON = ContentType.create("application/json");
  private static final ContentType PROBLEM = ContentType.create("application/problem+json");

  private Json() {}

  static JsonStringWriter object() {
    return JsonWriter.string().object();
  }

  static void answer(ClassicHttpResponse response, String json) {
    send(response, 200, JSON, json);
  }

  static void problem(ClassicHttpResponse response, int status, String detail) {
    String title = EnglishReasonPhraseCatalog.INSTANCE.getReason(status, Locale.ENGLISH);
    send(
        response,
        status,
        PROBLEM,
        object()
            .value("title", title)
            .value("status", status)
            .value("detail", detail)
            .end()
            .done());
  }

  private static void send(
      ClassicHttpResponse response, int status, ContentType type, String json) {
    response.setCode(status);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    response.setEntity(new StringEntity(json + "\n", type.withCharset(StandardCharsets.UTF_8)));
  }
}
