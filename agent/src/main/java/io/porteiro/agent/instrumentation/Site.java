package io.porteiro.agent.instrumentation;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A place where a call is woven in: in which variables of the method its values are there. */
final class Site {

  static final int NOWHERE = -1;

  final MethodVisitor code;
  final WovenMethod method;

  private final int self;
  private final int[] arguments;
  private final int entered;
  private final int returned;
  private final int thrown;

  private Site(
      MethodVisitor code,
      WovenMethod method,
      int self,
      int[] arguments,
      int entered,
      int returned,
      int thrown) {
    this.code = code;
    this.method = method;
    this.self = self;
    this.arguments = arguments;
    this.entered = entered;
    this.returned = returned;
    this.thrown = thrown;
  }

  /** Where every method finds its arguments when it begins. */
  static Site entry(MethodVisitor code, WovenMethod method) {
    int self = method.isStatic ? NOWHERE : 0;
    int[] arguments = new int[method.arguments.length];
    int next = self + 1;
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = next;
      next += method.arguments[i].getSize();
    }
    return new Site(code, method, self, arguments, NOWHERE, NOWHERE, NOWHERE);
  }

  /** Where the variables are that weaving adds. */
  static Site onReturn(
      MethodVisitor code,
      WovenMethod method,
      int self,
      int[] arguments,
      int entered,
      int returned) {
    return new Site(code, method, self, arguments, entered, returned, NOWHERE);
  }

  /** The same place, but the method threw what is in that variable. */
  Site onThrow(int thrown) {
    return new Site(code, method, self, arguments, entered, NOWHERE, thrown);
  }

  Type loadSelf() {
    return load(Type.getObjectType(method.type.name()), self, "object");
  }

  Type loadArgument(int index) {
    if (index >= arguments.length) {
      throw new IllegalStateException(method + " has no argument " + index);
    }
    return load(method.arguments[index], arguments[index], "argument " + index);
  }

  Type loadEntered() {
    return load(Type.getType(Object.class), entered, "entry");
  }

  Type loadThrown() {
    if (thrown == NOWHERE) {
      code.visitInsn(Opcodes.ACONST_NULL);
    } else {
      code.visitVarInsn(Opcodes.ALOAD, thrown);
    }
    return Type.getType(Throwable.class);
  }

  /** A 0 or null of the type that is wanted when the method threw. */
  Type loadReturned(Type wanted) {
    if (thrown == NOWHERE) {
      return load(method.result, returned, "result");
    }
    code.visitInsn(zero(wanted));
    return wanted;
  }

  private Type load(Type type, int variable, String what) {
    if (variable == NOWHERE) {
      throw new IllegalStateException(method + " has no " + what);
    }
    code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), variable);
    return type;
  }

  private static int zero(Type type) {
    switch (type.getSort()) {
      case Type.LONG:
        return Opcodes.LCONST_0;
      case Type.FLOAT:
        return Opcodes.FCONST_0;
      case Type.DOUBLE:
        return Opcodes.DCONST_0;
      default:
        return TypeNames.isReference(type) ? Opcodes.ACONST_NULL : Opcodes.ICONST_0;
    }
  }
}
