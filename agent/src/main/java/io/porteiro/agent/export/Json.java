package io.porteiro.agent.export;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;

/** Answers in JSON; errors as RFC 9457 has them. */
final class Json {

  private static final ContentType JSON = type("application/json");
  private static final ContentType PROBLEM = type("application/problem+json");

  private Json() {}

  private static ContentType type(String name) {
    return ContentType.create(name, StandardCharsets.UTF_8);
  }

  static JsonStringWriter object() {
    return JsonWriter.string().object();
  }

  static void answer(ClassicHttpRequest request, ClassicHttpResponse response, String json) {
    Answers.send(request, response, 200, JSON, bytes(json));
  }

  static void problem(
      ClassicHttpRequest request, ClassicHttpResponse response, int status, String detail) {
    String title = EnglishReasonPhraseCatalog.INSTANCE.getReason(status, Locale.ENGLISH);
    String json =
        object().value("title", title).value("status", status).value("detail", detail).end().done();
    Answers.send(request, response, status, PROBLEM, bytes(json));
  }

  private static byte[] bytes(String json) {
    return (json + '\n').getBytes(StandardCharsets.UTF_8);
  }
}
