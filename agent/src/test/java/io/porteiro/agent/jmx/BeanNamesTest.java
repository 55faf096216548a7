package io.porteiro.agent.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.porteiro.agent.inventory.PortSnapshot;
import io.porteiro.agent.inventory.SampleInventory;
import javax.management.ObjectName;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BeanNamesTest {

  @Test
  void numbersAreAsTheyAre() {
    assertThat(BeanNames.port(port("tcp/513")))
        .hasToString("io.porteiro:type=Port,protocol=tcp,port=513");
    assertThat(BeanNames.ports()).hasToString("io.porteiro:type=Ports");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/run/app.sock",
        "/run/a,b=c:d.sock",
        "/run/\"quoted\"",
        "/run/*?",
        "/run/back\\slash\\n",
        "/run/line\nfeed\r",
        "@abstract",
        "other"
      })
  void pathsAreQuoted(String path) {
    isReadBack(path);
  }

  @Property(tries = 500)
  void anyPathMakesAName(@ForAll @NotEmpty String path) {
    isReadBack(path);
  }

  private static void isReadBack(String path) {
    PortSnapshot port = port("unix/" + path);
    ObjectName name = BeanNames.port(port);

    assertThat(name.isPattern()).isFalse();
    assertThat(name.getKeyProperty("protocol")).isEqualTo("unix");
    assertThat(ObjectName.unquote(name.getKeyProperty("port"))).isEqualTo(port.port());
  }

  private static PortSnapshot port(String key) {
    return new SampleInventory(10, false).listen(key).snapshot().ports().get(0);
  }
}
