package io.porteiro.agent.instrumentation;

/**
 * What an io_uring channel is told by its ring, in {@code io.netty.channel.uring} and, for Netty
 * 4.1, {@code io.netty.incubator.channel.uring}: accepts and datagrams, and what connections read
 * and write.
 */
final class NettyUringInstrumentation extends TypeInstrumentation {

  private final Value number =
      field("this$0", "java.lang.Object").call("fd", "java.lang.Object").call("intValue", "int");

  /**
   * @param typeName the class, which is spelt differently in the two packages
   */
  NettyUringInstrumentation(String typeName) {
    super(typeName);
    method("connectComplete").onEntry("connected", number);
    completes("readComplete", "readCompleted");
    completes("writeComplete", "writeCompleted");
  }

  private void completes(String name, String event) {
    method(name, "byte", "int").onEntry(event, number, argument(1));
    // the incubator's, without the kind of operation
    method(name, "int", "int").onEntry(event, number, argument(0));
  }
}
