package io.porteiro.agent.instrumentation;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Passes a class file on with its rows woven in. */
final class ClassWeaver extends ClassVisitor {

  private final WovenType type;

  ClassWeaver(ClassVisitor writer, WovenType type) {
    super(Opcodes.ASM9, writer);
    this.type = type;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    MethodVisitor code = cv.visitMethod(access, name, descriptor, signature, exceptions);
    MethodInstrumentation row = type.outline.row(access, name, descriptor);
    return row == null
        ? code
        : new MethodWeaver(code, new WovenMethod(type, access, name, descriptor), row);
  }
}
