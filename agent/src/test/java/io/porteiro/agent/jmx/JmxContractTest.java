package io.porteiro.agent.jmx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.inventory.SampleInventory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanOperationInfo;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import org.junit.jupiter.api.Test;

/** Compares the beans with what users were promised, which stands in a file of its own. */
class JmxContractTest {

  private static final String GOLDEN = "jmx.golden.txt";

  @Test
  void theBeansAreThePromisedOnes() throws IOException, JMException {
    assertThat(shown()).isEqualTo(promised());
  }

  private static List<String> promised() throws IOException {
    try (BufferedReader golden =
        new BufferedReader(
            new InputStreamReader(JmxContractTest.class.getResourceAsStream(GOLDEN), UTF_8))) {
      return golden.lines().toList();
    }
  }

  private static List<String> shown() throws JMException {
    SampleInventory inventory = new SampleInventory(10, false).listen("tcp/1").listen("udp/1");
    MBeanServer server = MBeanServerFactory.newMBeanServer();
    new PortBeans(
            server, inventory.view(), new PortsBean(inventory.view(), new SampleAgent(), () -> 0))
        .update();
    List<String> lines = new ArrayList<>();
    for (ObjectName name :
        new TreeSet<>(server.queryNames(new ObjectName("io.porteiro:*"), null))) {
      lines.add(name.toString());
      bean(server.getMBeanInfo(name), lines);
    }
    return lines;
  }

  private static void bean(MBeanInfo info, List<String> lines) {
    for (MBeanAttributeInfo attribute : info.getAttributes()) {
      assertThat(attribute.getDescription()).isNotBlank();
      assertThat(attribute.isWritable()).isFalse();
      type(attribute.getName(), ((OpenMBeanAttributeInfo) attribute).getOpenType(), "  ", lines);
    }
    for (MBeanOperationInfo operation : info.getOperations()) {
      String signature =
          String.join(
              ", ",
              Arrays.stream(operation.getSignature())
                  .map(parameter -> parameter.getName() + " " + parameter.getType())
                  .toList());
      type(
          operation.getName() + "(" + signature + ")",
          ((OpenMBeanOperationInfo) operation).getReturnOpenType(),
          "  ",
          lines);
    }
    Arrays.stream(info.getNotifications())
        .flatMap(notification -> Arrays.stream(notification.getNotifTypes()))
        .forEach(type -> lines.add("  notification " + type));
  }

  /** A name and its type, and below a composite one its items. */
  private static void type(String name, OpenType<?> type, String indent, List<String> lines) {
    boolean array = type instanceof ArrayType;
    OpenType<?> element = array ? ((ArrayType<?>) type).getElementOpenType() : type;
    String text = element instanceof SimpleType ? element.getClassName() : element.getTypeName();
    lines.add(
        indent
            + name
            + " "
            + text.replaceFirst("^java\\.(lang|util)\\.", "")
            + (array ? "[]" : ""));
    if (element instanceof CompositeType) {
      CompositeType composite = (CompositeType) element;
      for (String item : composite.keySet()) {
        type(item, composite.getType(item), indent + "  ", lines);
      }
    }
  }
}
