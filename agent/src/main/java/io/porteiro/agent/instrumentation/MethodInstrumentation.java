package io.porteiro.agent.instrumentation;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A row: which methods, and what they tell {@code Porteiro} when they are entered, when they end,
 * or both. An exception of an entry's call is the caller's, and the method does not run; an
 * exception of an exit's call would take the place of the method's own end.
 */
final class MethodInstrumentation {

  static final String CONSTRUCTOR = "<init>";

  private static final int PASSED_OVER =
      Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_BRIDGE;

  private final String name;
  private final String[] parameterTypes;
  private boolean onThisJdk = true;
  private MethodInstrumentation preferred;
  private PorteiroCall entry;
  private PorteiroCall onReturn;
  private PorteiroCall onThrow;

  MethodInstrumentation(String name, String... parameterTypes) {
    this.name = name;
    this.parameterTypes = parameterTypes;
  }

  /** Matches nothing on later versions. */
  MethodInstrumentation onJava8() {
    onThisJdk = System.getProperty("java.specification.version").equals("1.8");
    return this;
  }

  /** Matches nothing in a type that has a method which the other row, an earlier one, matches. */
  MethodInstrumentation unless(MethodInstrumentation other) {
    preferred = other;
    return this;
  }

  /** The row that this one gives way to; null when there is none. */
  MethodInstrumentation preferred() {
    return preferred;
  }

  /**
   * Calls the method of {@code Porteiro} that takes these values before anything else happens. It
   * returns an {@code Object} when an exit takes that as {@code entered()}, and nothing otherwise.
   */
  MethodInstrumentation onEntry(String event, Value... values) {
    entry = new PorteiroCall(event, values, parameterTypes);
    if (entry.takesWhatAnExitKnows || isConstructor() && entry.takesSelf) {
      throw new IllegalArgumentException(event + " takes what is not there on entry of " + name);
    }
    return this;
  }

  /** Calls it when the method returns, and not when it throws. */
  MethodInstrumentation onReturn(String event, Value... values) {
    onReturn = new PorteiroCall(event, values, parameterTypes);
    if (onReturn.takesEntered) {
      if (entry == null) {
        throw new IllegalArgumentException(event + " takes what no entry of " + name + " returned");
      }
      entry = entry.returningObject();
    }
    return this;
  }

  /** Calls it when the method returns and when it throws; not for a constructor. */
  MethodInstrumentation onExit(String event, Value... values) {
    if (isConstructor()) {
      throw new IllegalArgumentException("a constructor that throws has made nothing");
    }
    onReturn(event, values);
    onThrow = onReturn;
    return this;
  }

  /** Of a method with a body that is not the compiler's bridge. */
  boolean matches(int access, String name, String descriptor) {
    if (!onThisJdk || !name.equals(this.name) || (access & PASSED_OVER) != 0) {
      return false;
    }
    Type[] types = Type.getArgumentTypes(descriptor);
    if (types.length < parameterTypes.length) {
      return false;
    }
    for (int i = 0; i < parameterTypes.length; i++) {
      if (!TypeNames.match(parameterTypes[i], types[i].getClassName())) {
        return false;
      }
    }
    return true;
  }

  /** Null when there is none. */
  PorteiroCall entry() {
    return entry;
  }

  /** Null when there is none. */
  PorteiroCall onReturn() {
    return onReturn;
  }

  /** Null when there is none; otherwise the same as on return. */
  PorteiroCall onThrow() {
    return onThrow;
  }

  /** All that it may call. */
  List<PorteiroCall> calls() {
    List<PorteiroCall> calls = new ArrayList<>();
    if (entry != null) {
      calls.add(entry);
    }
    if (onReturn != null) {
      calls.add(onReturn);
    }
    return calls;
  }

  private boolean isConstructor() {
    return name.equals(CONSTRUCTOR);
  }
}
