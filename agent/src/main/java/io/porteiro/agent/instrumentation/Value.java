package io.porteiro.agent.instrumentation;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A value that woven code hands to {@code Porteiro}. {@code TypeInstrumentation} has a word for
 * each kind. Its type is what the method of {@code Porteiro} declares; what the woven method has in
 * that place may be an int for a long, or a subtype.
 */
abstract class Value {

  static final Value THROWN =
      new Value() {
        @Override
        Type type(String[] parameterTypes) {
          return Type.getType(Throwable.class);
        }

        @Override
        Type load(Site site) {
          return site.loadThrown();
        }

        @Override
        boolean isOfExit() {
          return true;
        }
      };

  static final Value ENTERED =
      new Value() {
        @Override
        Type type(String[] parameterTypes) {
          return Type.getType(Object.class);
        }

        @Override
        Type load(Site site) {
          return site.loadEntered();
        }

        @Override
        boolean isOfExit() {
          return true;
        }
      };

  /**
   * The result of a method without arguments, called on this value: the object itself, a field or
   * an argument, and not null there, as what the call throws would be the woven method's.
   *
   * @param method public, or visible to the woven type; a superclass may declare it
   * @param type what {@code Porteiro} takes
   */
  final Value call(String method, String type) {
    return new Result(this, method, TypeNames.type(type));
  }

  /** What {@code Porteiro} takes. */
  abstract Type type(String[] parameterTypes);

  /** Puts the value on the stack and returns the type that it has there. */
  abstract Type load(Site site);

  boolean isSelf() {
    return false;
  }

  boolean isArgument(int index) {
    return false;
  }

  boolean isReturned() {
    return false;
  }

  /** Whether nobody knows it when the method is entered. */
  boolean isOfExit() {
    return isReturned();
  }

  /** The object whose method it is. */
  static final class Self extends Value {

    private final Type type;

    Self(Type type) {
      this.type = type;
    }

    @Override
    Type type(String[] parameterTypes) {
      return type;
    }

    @Override
    Type load(Site site) {
      return site.loadSelf();
    }

    @Override
    boolean isSelf() {
      return true;
    }
  }

  /** A field of the object whose method it is. */
  static class Field extends Value {

    final String name;
    private final Type type;

    Field(String name, Type type) {
      this.name = name;
      this.type = type;
    }

    @Override
    Type type(String[] parameterTypes) {
      return type;
    }

    @Override
    Type load(Site site) {
      String owner = site.loadSelf().getInternalName();
      Type actual = site.method.type.field(name);
      site.code.visitFieldInsn(Opcodes.GETFIELD, owner, name, actual.getDescriptor());
      return actual;
    }

    @Override
    boolean isSelf() {
      return true;
    }
  }

  /** As above, or 0 or null in versions of the type that do not have the field. */
  static final class OptionalField extends Field {

    private final Constant none;

    OptionalField(String name, Type type) {
      super(name, type);
      none = new Constant(type, 0);
    }

    @Override
    Type load(Site site) {
      return site.method.type.hasField(name) ? super.load(site) : none.load(site);
    }
  }

  /** An argument, as it was when the method was entered. */
  static final class Argument extends Value {

    private final int index;
    private final Type type;

    /** {@code type} is null when it is the one that the row names for the parameter. */
    Argument(int index, Type type) {
      this.index = index;
      this.type = type;
    }

    @Override
    Type type(String[] parameterTypes) {
      return type == null ? TypeNames.type(parameterTypes[index]) : type;
    }

    @Override
    Type load(Site site) {
      return site.loadArgument(index);
    }

    @Override
    boolean isArgument(int index) {
      return index == this.index;
    }
  }

  /** What the method returned; 0 or null when it threw. */
  static final class Returned extends Value {

    private final Type type;

    Returned(Type type) {
      this.type = type;
    }

    @Override
    Type type(String[] parameterTypes) {
      return type;
    }

    @Override
    Type load(Site site) {
      return site.loadReturned(type);
    }

    @Override
    boolean isReturned() {
      return true;
    }
  }

  /** An int, or null when {@code type} is a reference. */
  static final class Constant extends Value {

    private final Type type;
    private final int number;

    Constant(Type type, int number) {
      this.type = type;
      this.number = number;
    }

    @Override
    Type type(String[] parameterTypes) {
      return type;
    }

    @Override
    Type load(Site site) {
      if (TypeNames.isReference(type)) {
        site.code.visitInsn(Opcodes.ACONST_NULL);
      } else {
        site.code.visitLdcInsn(number);
      }
      return type;
    }
  }

  private static final class Result extends Value {

    private final Value receiver;
    private final String method;
    private final Type type;

    Result(Value receiver, String method, Type type) {
      this.receiver = receiver;
      this.method = method;
      this.type = type;
    }

    @Override
    Type type(String[] parameterTypes) {
      return type;
    }

    @Override
    Type load(Site site) {
      String owner = receiver.load(site).getInternalName();
      Type actual = site.method.type.resultOf(owner, method);
      boolean ofInterface = site.method.type.isInterface(owner);
      site.code.visitMethodInsn(
          ofInterface ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL,
          owner,
          method,
          "()" + actual.getDescriptor(),
          ofInterface);
      return actual;
    }

    @Override
    boolean isSelf() {
      return receiver.isSelf();
    }

    @Override
    boolean isArgument(int index) {
      return receiver.isArgument(index);
    }

    @Override
    boolean isOfExit() {
      return receiver.isOfExit();
    }
  }
}
