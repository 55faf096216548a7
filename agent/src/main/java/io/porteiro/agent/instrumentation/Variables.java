package io.porteiro.agent.instrumentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The variables that weaving adds to a method, after all of its own: copies of what an exit's call
 * takes of the object and the arguments, as the method may change or forget its own; what the
 * entry's call returned; and what the method returned or threw.
 */
final class Variables {

  private final WovenMethod method;
  private final int self;
  private final int[] arguments;
  private final int entered;
  private final int result;
  private final int count;

  /** What those that live as long as the method hold, as frames say it. */
  private final List<Object> types = new ArrayList<>();

  Variables(WovenMethod method, PorteiroCall exit) {
    this.method = method;
    arguments = new int[method.arguments.length];
    Arrays.fill(arguments, Site.NOWHERE);
    int next = method.variables;
    self = exit != null && exit.takesSelf && !method.isStatic ? next++ : Site.NOWHERE;
    if (self != Site.NOWHERE) {
      types.add(method.type.name());
    }
    for (int i = 0; i < arguments.length; i++) {
      if (exit != null && exit.takesArgument(i)) {
        arguments[i] = next;
        next += method.arguments[i].getSize();
        types.add(frameType(method.arguments[i]));
      }
    }
    entered = exit != null && exit.takesEntered ? next++ : Site.NOWHERE;
    if (entered != Site.NOWHERE) {
      types.add(Type.getInternalName(Object.class));
    }
    result = next;
    count = exit == null ? next : next + 2;
  }

  /** Where what the method returned or threw is kept while the exit's call is made. */
  int result() {
    return result;
  }

  /** With the method's own. */
  int count() {
    return count;
  }

  Site onReturn(MethodVisitor code) {
    int returned = method.result.equals(Type.VOID_TYPE) ? Site.NOWHERE : result;
    return Site.onReturn(code, method, self, arguments, entered, returned);
  }

  /** Copies what is there when the method begins. */
  void copy(Site entry) {
    if (self != Site.NOWHERE) {
      store(entry.code, entry.loadSelf(), self);
    }
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] != Site.NOWHERE) {
        store(entry.code, entry.loadArgument(i), arguments[i]);
      }
    }
  }

  /** Keeps what the entry's call left on the stack. */
  void keepEntered(MethodVisitor code) {
    if (entered != Site.NOWHERE) {
      code.visitVarInsn(Opcodes.ASTORE, entered);
    }
  }

  /** A frame of the method, with the variables added. */
  Object[] frame(int count, Object[] own) {
    if (types.isEmpty()) {
      return Arrays.copyOf(own, count);
    }
    List<Object> frame = new ArrayList<>(Arrays.asList(own).subList(0, count));
    int variables = 0;
    for (Object type : frame) {
      variables += type == Opcodes.LONG || type == Opcodes.DOUBLE ? 2 : 1;
    }
    for (; variables < method.variables; variables++) {
      frame.add(Opcodes.TOP);
    }
    int first = frame.size();
    frame.addAll(types);
    if (self != Site.NOWHERE && frame.indexOf(Opcodes.UNINITIALIZED_THIS) >= 0) {
      // still before the constructor of the superclass: the copy is no more than the original
      frame.set(first, Opcodes.UNINITIALIZED_THIS);
    }
    return frame.toArray();
  }

  private static void store(MethodVisitor code, Type type, int variable) {
    code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), variable);
  }

  private static Object frameType(Type type) {
    switch (type.getSort()) {
      case Type.LONG:
        return Opcodes.LONG;
      case Type.FLOAT:
        return Opcodes.FLOAT;
      case Type.DOUBLE:
        return Opcodes.DOUBLE;
      default:
        return TypeNames.isReference(type) ? type.getInternalName() : Opcodes.INTEGER;
    }
  }
}
