package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What is woven in at one place: the values are loaded and a method of {@code Porteiro} is called.
 * Which one follows from their types.
 */
final class PorteiroCall {

  private static final String PORTEIRO = Type.getInternalName(Porteiro.class);

  final String method;

  /** Of which kinds its values are. */
  final boolean takesSelf;

  final boolean takesReturned;
  final boolean takesEntered;
  final boolean takesWhatAnExitKnows;

  private final Type result;
  private final Value[] values;
  private final Type[] types;

  PorteiroCall(String method, Value[] values, String[] parameterTypes) {
    this(method, Type.VOID_TYPE, values, types(values, parameterTypes));
  }

  private PorteiroCall(String method, Type result, Value[] values, Type[] types) {
    this.method = method;
    this.result = result;
    this.values = values;
    this.types = types;
    boolean self = false;
    boolean returned = false;
    boolean entered = false;
    boolean ofExit = false;
    for (Value value : values) {
      self |= value.isSelf();
      returned |= value.isReturned();
      entered |= value == Value.ENTERED;
      ofExit |= value.isOfExit();
    }
    takesSelf = self;
    takesReturned = returned;
    takesEntered = entered;
    takesWhatAnExitKnows = ofExit;
  }

  /** The same, but it returns what a later call is given. */
  PorteiroCall returningObject() {
    return new PorteiroCall(method, Type.getType(Object.class), values, types);
  }

  String descriptor() {
    return Type.getMethodDescriptor(result, types);
  }

  void weave(Site site) {
    for (int i = 0; i < values.length; i++) {
      Type actual = values[i].load(site);
      if (TypeNames.isInt(actual) && types[i].equals(Type.LONG_TYPE)) {
        site.code.visitInsn(Opcodes.I2L);
      } else if (!TypeNames.isSameOnStack(actual, types[i])) {
        throw new IllegalStateException(
            site.method + ": " + method + " takes " + types[i] + ", not " + actual);
      }
    }
    site.code.visitMethodInsn(Opcodes.INVOKESTATIC, PORTEIRO, method, descriptor(), false);
  }

  /** At most how much of the stack it needs: each value, and a receiver while one is loaded. */
  int stackSize() {
    return Type.getArgumentsAndReturnSizes(descriptor()) >> 2;
  }

  boolean takesArgument(int index) {
    for (Value value : values) {
      if (value.isArgument(index)) {
        return true;
      }
    }
    return false;
  }

  private static Type[] types(Value[] values, String[] parameterTypes) {
    Type[] types = new Type[values.length];
    for (int i = 0; i < values.length; i++) {
      types[i] = values[i].type(parameterTypes);
    }
    return types;
  }
}
