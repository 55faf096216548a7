package io.porteiro.agent.export;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code docs/openapi.yaml}, which answers are held against. */
public final class ApiDescription {

  private static final String LOCATION = "https://porteiro.test/openapi.yaml";

  private final JsonNode document;
  private final SchemaRegistry schemas;

  public ApiDescription() {
    try {
      String text = Files.readString(Path.of("../docs/openapi.yaml"));
      document = new YAMLMapper().readTree(text);
      schemas =
          SchemaRegistry.withDefaultDialect(
              Dialects.getDraft202012(),
              builder ->
                  builder
                      .schemas(Map.of(LOCATION, document.toString()))
                      .schemaRegistryConfig(
                          SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Set<String> paths() {
    return new TreeSet<>(document.get("paths").propertyNames());
  }

  /**
   * What of an answer is not as described; nothing when all is well.
   *
   * @param path as the description has it
   * @param type the content type, without parameters
   */
  public List<String> violations(String path, int status, String type, String body) {
    JsonNode responses = document.get("paths").get(path).get("get").get("responses");
    String code = Integer.toString(status);
    JsonNode response = resolve(responses.get(responses.has(code) ? code : "default"));
    JsonNode content = response.path("content").path(type).path("schema");
    if (!content.has("$ref")) {
      return List.of(path + " does not answer " + status + " in " + type);
    }
    Schema schema = schemas.getSchema(SchemaLocation.of(LOCATION + content.get("$ref").asString()));
    return schema.validate(body, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asString().substring(1)) : node;
  }

  /** Schemas of objects that leave open what other properties there may be. */
  List<String> openObjects() {
    List<String> open = new ArrayList<>();
    JsonNode all = document.at("/components/schemas");
    for (String name : all.propertyNames()) {
      JsonNode schema = all.get(name);
      boolean object = schema.path("type").asString("").equals("object");
      if (object != schema.has("properties")
          || object && schema.path("additionalProperties").asBoolean(true)) {
        open.add(name);
      }
    }
    return open;
  }
}
