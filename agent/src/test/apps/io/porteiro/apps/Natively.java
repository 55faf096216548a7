package io.porteiro.apps;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.Channel;

/**
 * The JDK's native methods by themselves, as a native library has its own: for sockets that no
 * public class knows of. From 9 on needs {@code sun.nio.ch} and {@code java.io} to be open.
 */
final class Natively {

  private Natively() {}

  static int descriptor(FileDescriptor descriptor) throws ReflectiveOperationException {
    Field number = FileDescriptor.class.getDeclaredField("fd");
    number.setAccessible(true);
    return number.getInt(descriptor);
  }

  static int descriptor(Channel channel) throws ReflectiveOperationException {
    Method getter = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
    getter.setAccessible(true);
    return (Integer) getter.invoke(channel);
  }

  /** close(2). */
  static void close(int descriptor) throws ReflectiveOperationException {
    Method method;
    try {
      method = method("sun.nio.ch.FileDispatcherImpl", "closeIntFD", int.class);
    } catch (NoSuchMethodException since21) {
      method = method("sun.nio.ch.UnixFileDispatcherImpl", "closeIntFD", int.class);
    }
    method.invoke(null, descriptor);
  }

  /** A static method of the JDK's own. */
  static Method method(String type, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    Method method = Class.forName(type).getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }
}
