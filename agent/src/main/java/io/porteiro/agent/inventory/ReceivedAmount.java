package io.porteiro.agent.inventory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.SocketAddress;

/**
 * Reads how long a datagram was from the sender's address, as Netty hands it out. Keeps one handle
 * for each version of the class that there is, and none of them loaded.
 */
final class ReceivedAmount extends ClassValue<MethodHandle> {

  private static final ReceivedAmount HANDLES = new ReceivedAmount();

  static int of(SocketAddress from) {
    try {
      return (int) HANDLES.get(from.getClass()).invokeExact(from);
    } catch (Throwable error) {
      throw new IllegalStateException(error);
    }
  }

  @Override
  protected MethodHandle computeValue(Class<?> type) {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(type, "receivedAmount", MethodType.methodType(int.class))
          .asType(MethodType.methodType(int.class, SocketAddress.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + ".receivedAmount", e);
    }
  }
}
