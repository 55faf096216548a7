package io.porteiro.agent.instrumentation;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A method being woven, as its class file has it. */
final class WovenMethod {

  final WovenType type;
  final boolean isStatic;
  final boolean isConstructor;
  final Type[] arguments;
  final Type result;

  /** How many variables it uses itself; those that weaving adds come after them. */
  final int variables;

  private final String signature;

  WovenMethod(WovenType type, int access, String name, String descriptor) {
    this.type = type;
    isStatic = (access & Opcodes.ACC_STATIC) != 0;
    isConstructor = name.equals(MethodInstrumentation.CONSTRUCTOR);
    arguments = Type.getArgumentTypes(descriptor);
    result = Type.getReturnType(descriptor);
    variables = type.outline.variables(name, descriptor);
    signature = type.name() + "." + name + descriptor;
  }

  @Override
  public String toString() {
    return signature;
  }
}
