package io.porteiro.agent.instrumentation;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Class files as text: one line for each member and for each instruction. */
final class ClassFiles {

  static final int ASM = Opcodes.ASM9;

  private ClassFiles() {}

  /** Null where the JDK has no such class. */
  static byte[] ofJdk(String type) throws IOException {
    try (InputStream in =
        ClassLoader.getSystemResourceAsStream(type.replace('.', '/') + ".class")) {
      return in == null ? null : in.readAllBytes();
    }
  }

  static List<String> fields(byte[] classFile) {
    List<String> fields = new ArrayList<>();
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(ASM) {
              @Override
              public FieldVisitor visitField(
                  int access, String name, String type, String signature, Object value) {
                fields.add(access + " " + name + " " + type);
                return null;
              }
            },
            0);
    return fields;
  }

  /** The instructions of each method, which is named as in {@code 1 bind(SocketAddress, int)}. */
  static Map<String, List<String>> methods(byte[] classFile) {
    Map<String, List<String>> methods = new TreeMap<>();
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(ASM) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String signature, String[] exceptions) {
                List<String> code = new ArrayList<>();
                methods.put(access + " " + signature(name, type) + " " + type, code);
                return new Instructions(code);
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return methods;
  }

  /** How many variables each method uses. */
  static Map<String, Integer> variables(byte[] classFile) {
    Map<String, Integer> variables = new TreeMap<>();
    new ClassReader(classFile)
        .accept(
            new ClassVisitor(ASM) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String signature, String[] exceptions) {
                return new MethodVisitor(ASM) {
                  @Override
                  public void visitMaxs(int stack, int locals) {
                    variables.put(access + " " + signature(name, type) + " " + type, locals);
                  }
                };
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return variables;
  }

  static String signature(String name, String type) {
    return Arrays.stream(Type.getArgumentTypes(type))
        .map(argument -> argument.getClassName().replaceAll(".*\\.", ""))
        .collect(Collectors.joining(", ", name + "(", ")"));
  }

  private static final class Instructions extends MethodVisitor {

    private final List<String> code;

    Instructions(List<String> code) {
      super(ASM);
      this.code = code;
    }

    @Override
    public void visitInsn(int opcode) {
      code.add(Integer.toString(opcode));
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      code.add(opcode + " " + operand);
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
      code.add(opcode + " " + variable);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      code.add(opcode + " " + type);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String type) {
      code.add(opcode + " " + owner + "." + name);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String type, boolean ofInterface) {
      code.add(opcode + " " + owner + "." + name + type);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String type, Handle bootstrap, Object... arguments) {
      code.add(name + type);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      code.add(Integer.toString(opcode));
    }

    @Override
    public void visitLdcInsn(Object value) {
      code.add("constant " + value);
    }

    @Override
    public void visitIincInsn(int variable, int increment) {
      code.add(variable + " += " + increment);
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
      code.add("catch " + type);
    }
  }
}
