package io.porteiro.agent.instrumentation;

import org.objectweb.asm.Type;

/**
 * Types as rows name them: {@code int}, {@code byte[]}, {@code java.net.SocketAddress}. Where a
 * name is only compared, a {@code *} may stand for how it begins, as libraries that others have
 * repackaged begin differently: {@code *.netty.channel.unix.Socket}.
 */
final class TypeNames {

  private TypeNames() {}

  static boolean match(String pattern, String name) {
    return pattern.startsWith("*") ? name.endsWith(pattern.substring(1)) : name.equals(pattern);
  }

  static Type type(String name) {
    if (name.startsWith("*")) {
      throw new IllegalArgumentException(name + " is not the name of one type");
    }
    if (name.endsWith("[]")) {
      return Type.getType("[" + type(name.substring(0, name.length() - 2)).getDescriptor());
    }
    switch (name) {
      case "boolean":
        return Type.BOOLEAN_TYPE;
      case "byte":
        return Type.BYTE_TYPE;
      case "char":
        return Type.CHAR_TYPE;
      case "short":
        return Type.SHORT_TYPE;
      case "int":
        return Type.INT_TYPE;
      case "long":
        return Type.LONG_TYPE;
      case "float":
        return Type.FLOAT_TYPE;
      case "double":
        return Type.DOUBLE_TYPE;
      default:
        return Type.getObjectType(name.replace('.', '/'));
    }
  }

  /** Whether a value of the first type is one of the second once it is on the stack. */
  static boolean isSameOnStack(Type actual, Type wanted) {
    boolean references = isReference(actual) && isReference(wanted);
    return references || isInt(actual) && isInt(wanted) || actual.equals(wanted);
  }

  static boolean isReference(Type type) {
    return type.getSort() >= Type.ARRAY;
  }

  /** What the stack and the variables hold as an int. */
  static boolean isInt(Type type) {
    return Type.BOOLEAN <= type.getSort() && type.getSort() <= Type.INT;
  }
}
