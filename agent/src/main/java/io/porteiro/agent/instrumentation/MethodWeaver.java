package io.porteiro.agent.instrumentation;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Weaves a row's calls into the code of one method: the entry's before its first instruction, the
 * exit's before each return and in a handler behind its last instruction. The handler catches what
 * the method itself throws, not what an exit's call does, and comes after the method's own.
 */
final class MethodWeaver extends MethodVisitor {

  private static final Object[] THROWABLE = {Type.getInternalName(Throwable.class)};

  private final WovenMethod method;
  private final MethodInstrumentation row;
  private final Variables variables;

  /** Where the method's own code begins, ends, begins again and so on. */
  private final List<Label> ranges = new ArrayList<>();

  MethodWeaver(MethodVisitor code, WovenMethod method, MethodInstrumentation row) {
    super(Opcodes.ASM9, code);
    this.method = method;
    this.row = row;
    variables = new Variables(method, row.onReturn());
  }

  @Override
  public void visitCode() {
    mv.visitCode();
    Site site = Site.entry(mv, method);
    if (row.entry() != null) {
      row.entry().weave(site);
      variables.keepEntered(mv);
    }
    variables.copy(site);
    mark();
  }

  @Override
  public void visitInsn(int opcode) {
    boolean returns = Opcodes.IRETURN <= opcode && opcode <= Opcodes.RETURN;
    if (!returns || row.onReturn() == null) {
      mv.visitInsn(opcode);
      return;
    }
    mark();
    boolean keeps = row.onReturn().takesReturned && opcode != Opcodes.RETURN;
    if (keeps) {
      mv.visitVarInsn(method.result.getOpcode(Opcodes.ISTORE), variables.result());
    }
    row.onReturn().weave(variables.onReturn(mv));
    if (keeps) {
      mv.visitVarInsn(method.result.getOpcode(Opcodes.ILOAD), variables.result());
    }
    mv.visitInsn(opcode);
    mark();
  }

  @Override
  public void visitFrame(int type, int count, Object[] locals, int stackSize, Object[] stack) {
    Object[] frame = variables.frame(count, locals);
    mv.visitFrame(type, frame.length, frame, stackSize, stack);
  }

  /** All that is said of a method after its code. */
  @Override
  public void visitMaxs(int stack, int locals) {
    if (row.onThrow() != null) {
      mark();
      weaveHandler();
    }
    int added = 0;
    for (PorteiroCall call : row.calls()) {
      added = Math.max(added, call.stackSize());
    }
    mv.visitMaxs(stack + added, variables.count());
  }

  private void weaveHandler() {
    Label handler = new Label();
    for (int i = 0; i < ranges.size(); i += 2) {
      Label start = ranges.get(i);
      Label end = ranges.get(i + 1);
      if (start.getOffset() < end.getOffset()) {
        mv.visitTryCatchBlock(start, end, handler, null);
      }
    }
    mv.visitLabel(handler);
    if (method.type.outline.hasFrames()) {
      // of the method's own variables it needs none, whatever they hold by then
      visitFrame(Opcodes.F_NEW, 0, new Object[0], 1, THROWABLE);
    }
    mv.visitVarInsn(Opcodes.ASTORE, variables.result());
    row.onThrow().weave(variables.onReturn(mv).onThrow(variables.result()));
    mv.visitVarInsn(Opcodes.ALOAD, variables.result());
    mv.visitInsn(Opcodes.ATHROW);
  }

  private void mark() {
    Label label = new Label();
    mv.visitLabel(label);
    ranges.add(label);
  }
}
