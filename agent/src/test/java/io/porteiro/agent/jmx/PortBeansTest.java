package io.porteiro.agent.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.porteiro.agent.inventory.SampleInventory;
import java.util.List;
import java.util.TreeSet;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

class PortBeansTest {

  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final SampleInventory inventory = new SampleInventory(2, true);
  private final PortBeans beans = beans();

  private PortBeans beans() {
    return new PortBeans(
        server, inventory.view(), new PortsBean(inventory.view(), new SampleAgent(), () -> 0));
  }

  @Test
  void oneForThePortsThatBoundedViewsShow() throws JMException {
    inventory.listen("tcp/1").listen("udp/1");
    beans.update();
    assertThat(names())
        .containsExactly(
            "io.porteiro:type=Port,protocol=tcp,port=1",
            "io.porteiro:type=Port,protocol=udp,port=1",
            "io.porteiro:type=Ports");

    inventory.listen("tcp/2").listen("tcp/3");
    beans.update();
    assertThat(names()).hasSize(4).contains("io.porteiro:type=Port,protocol=tcp,port=other");
    assertThat((CompositeData[]) server.getAttribute(BeanNames.ports(), "Ports")).hasSize(4);

    inventory.stopListening("udp/1").listen("tcp/4");
    beans.update();
    assertThat(names())
        .contains("io.porteiro:type=Port,protocol=tcp,port=4")
        .doesNotContain("io.porteiro:type=Port,protocol=udp,port=1");

    beans.close();
    assertThat(names()).isEmpty();
    inventory.listen("tcp/5");
    beans.update();
    assertThat(names()).isEmpty();
  }

  @Test
  void whatTheServerRefusesCostsThatBeanAlone() throws JMException {
    inventory.listen("tcp/1").listen("tcp/2");
    ObjectName taken = new ObjectName("io.porteiro:type=Port,protocol=tcp,port=1");
    PortsBean theirs = new PortsBean(inventory.view(), new SampleAgent(), () -> 0);
    server.registerMBean(theirs, taken);

    assertThatThrownBy(beans::update).isInstanceOf(InstanceAlreadyExistsException.class);
    assertThat(names()).contains("io.porteiro:type=Port,protocol=tcp,port=2");
    // not tried again before something changes
    beans.update();

    beans.close();
    assertThat(names()).containsExactly(taken.toString());
  }

  @Test
  void whatSomebodyElseUnregisteredIsNoError() throws JMException {
    inventory.listen("tcp/1");
    beans.update();
    for (String name : names()) {
      server.unregisterMBean(new ObjectName(name));
    }
    beans.close();

    assertThat(names()).isEmpty();
  }

  @Test
  void aPortThatIsGoneBeforeItsBeanShowsWhatWasReadLast() throws JMException {
    inventory.listen("tcp/1").connections("tcp/1", 3, 3, 1_000_000);
    beans.update();
    ObjectName name = new ObjectName("io.porteiro:type=Port,protocol=tcp,port=1");
    assertThat(server.getAttribute(name, "ConnectionsAccepted")).isEqualTo(3L);
    inventory.stopListening("tcp/1").listen("tcp/2").listen("tcp/3");

    assertThat(server.getAttribute(name, "ConnectionsAccepted")).isEqualTo(3L);
    beans.update();
    assertThatThrownBy(() -> server.getAttribute(name, "ConnectionsAccepted"))
        .isInstanceOf(InstanceNotFoundException.class);
  }

  @Test
  void theAttributesAreTheFiguresOfNow() throws JMException {
    inventory.listen("tcp/513").connections("tcp/513", 3, 2, 500_000_000);
    beans.update();
    ObjectName name = new ObjectName("io.porteiro:type=Port,protocol=tcp,port=513");

    assertThat(server.getAttribute(name, "Service")).isEqualTo("login");
    assertThat(server.getAttribute(name, "ConnectionsActive")).isEqualTo(1L);
    assertThat(server.getAttribute(name, "ConnectionSeconds")).isEqualTo(1.0);
    assertThat(server.getAttribute(name, "AcceptQueueLength")).isNull();
    CompositeData[] durations = (CompositeData[]) server.getAttribute(name, "ConnectionDurations");
    assertThat(durations)
        .filteredOn(bucket -> (long) bucket.get("count") > 0)
        .singleElement()
        .satisfies(bucket -> assertThat(bucket.get("upToSeconds")).isEqualTo(1.0))
        .satisfies(bucket -> assertThat(bucket.get("count")).isEqualTo(2L));
    inventory.connections("tcp/513", 1, 0, 0);
    assertThat(server.getAttribute(name, "ConnectionsActive")).isEqualTo(2L);
  }

  @Test
  void attributesThatThereAreNot() throws JMException {
    inventory.listen("udp/513");
    beans.update();
    ObjectName name = new ObjectName("io.porteiro:type=Port,protocol=udp,port=513");

    for (String attribute : List.of("ConnectionsAccepted", "service", "")) {
      assertThatThrownBy(() -> server.getAttribute(name, attribute))
          .isInstanceOf(AttributeNotFoundException.class);
    }
    AttributeList known = server.getAttributes(name, new String[] {"Port", "no", "Service"});
    assertThat(known.asList())
        .extracting(attribute -> attribute.getName() + '=' + attribute.getValue())
        .containsExactly("Port=513", "Service=who");
  }

  private TreeSet<String> names() throws JMException {
    TreeSet<String> names = new TreeSet<>();
    for (ObjectName name : server.queryNames(new ObjectName("io.porteiro:*"), null)) {
      names.add(name.toString());
    }
    return names;
  }
}
