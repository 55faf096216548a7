package io.porteiro.agent.export;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpResponseInterceptor;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.io.HttpRequestHandler;
import org.apache.hc.core5.http.io.HttpServerRequestHandler;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.BasicHttpServerRequestHandler;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.RequestValidateHost;
import org.apache.hc.core5.http.protocol.ResponseConnControl;
import org.apache.hc.core5.http.protocol.ResponseContent;

/** Which handler answers which path, for GET and HEAD alone. */
public final class HttpRouter implements HttpRequestHandler {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

  private final Map<String, HttpRequestHandler> handlers = new HashMap<>();
  private final Map<String, HttpRequestHandler> folders = new HashMap<>();
  private final KnownHosts hosts;
  private final Consumer<Throwable> errors;

  /**
   * @param host the name that the endpoint is known by besides its addresses
   * @param errors is told what a handler failed with
   */
  public HttpRouter(String host, Consumer<Throwable> errors) {
    this.hosts = new KnownHosts(host);
    this.errors = errors;
    handlers.put("/-/healthy", (request, response, context) -> healthy(response));
  }

  /**
   * Has the handler answer that path. Whatever the request calls this host: Prometheus scrapes by
   * any name or address.
   */
  public HttpRouter with(String path, HttpRequestHandler handler) {
    handlers.put(path, handler);
    return this;
  }

  /** Has the handler answer that path, for requests that {@link #withFolder} would answer. */
  HttpRouter withGuarded(String path, HttpRequestHandler handler) {
    return with(path, guarded(handler));
  }

  /**
   * Has the handler answer this path and all below it, for requests that call this host by an
   * address, {@code localhost} or its configured name; others get 421.
   */
  public HttpRouter withFolder(String path, HttpRequestHandler handler) {
    folders.put(path, guarded(handler));
    return this;
  }

  private HttpRequestHandler guarded(HttpRequestHandler handler) {
    return (request, response, context) -> {
      if (hosts.isKnown(request)) {
        handler.handle(request, response, context);
      } else {
        Json.problem(request, response, 421, "use an address, localhost or the configured host");
      }
    };
  }

  @Override
  public void handle(ClassicHttpRequest request, ClassicHttpResponse response, HttpContext context)
      throws HttpException {
    if (request.getEntity() != null) {
      response.setHeader(HttpHeaders.CONNECTION, "close");
    }
    String method = request.getMethod();
    HttpRequestHandler handler = handler(path(request));
    if (handler == null) {
      Json.problem(
          request, response, 404, "there is /, /metrics, " + PortsApi.PATH + " and /-/healthy");
    } else if (!method.equals("GET") && !method.equals("HEAD")) {
      response.setHeader(HttpHeaders.ALLOW, "GET, HEAD");
      Json.problem(request, response, 405, "only GET and HEAD");
    } else {
      answer(handler, request, response, context);
    }
  }

  private HttpRequestHandler handler(String path) {
    HttpRequestHandler handler = handlers.get(path);
    if (handler != null) {
      return handler;
    }
    for (Map.Entry<String, HttpRequestHandler> folder : folders.entrySet()) {
      if ((path + '/').startsWith(folder.getKey() + '/')) {
        return folder.getValue();
      }
    }
    return null;
  }

  private void answer(
      HttpRequestHandler handler,
      ClassicHttpRequest request,
      ClassicHttpResponse response,
      HttpContext context)
      throws HttpException {
    try {
      handler.handle(request, response, context);
    } catch (HttpException badRequest) {
      throw badRequest;
    } catch (Throwable error) {
      errors.accept(error);
      Json.problem(request, response, 500, "the agent failed: " + error);
    }
  }

  /** Without the query. */
  static String path(ClassicHttpRequest request) {
    String target = request.getPath();
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  private static void healthy(ClassicHttpResponse response) {
    response.setEntity(
        new StringEntity("healthy\n", ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8)));
  }

  /** HttpCore's own is in the JVM's language. */
  private static void date(HttpResponse response, EntityDetails entity, HttpContext context) {
    response.setHeader(HttpHeaders.DATE, DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
  }

  HttpService service(BooleanSupplier crowded) {
    HttpProcessor processor =
        HttpProcessorBuilder.create()
            .addAll(HttpRouter::date, new ResponseContent(), new ResponseConnControl())
            .addLast(
                (HttpResponseInterceptor)
                    (response, entity, context) -> {
                      if (crowded.getAsBoolean()) {
                        response.setHeader(HttpHeaders.CONNECTION, "close");
                      }
                    })
            .addAll(new RequestValidateHost())
            .build();
    HttpServerRequestHandler handler =
        new BasicHttpServerRequestHandler((request, context) -> this);
    return new HttpService(
        processor, handler, HttpConnection.LIMITS, DefaultConnectionReuseStrategy.INSTANCE, null);
  }
}
