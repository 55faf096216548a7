package io.porteiro.agent.instrumentation;

/**
 * {@code java.lang.Runtime}: every native library that is loaded, by path or by name. Netty's,
 * which bring their own sockets, show up here when the classes that go with them have been loaded.
 */
final class RuntimeInstrumentation extends TypeInstrumentation {

  RuntimeInstrumentation() {
    super("java.lang.Runtime");
    loads("load0");
    loads("loadLibrary0");
  }

  private void loads(String name) {
    method(name, "java.lang.Class", "java.lang.String").onReturn("loaded", argument(1));
  }
}
