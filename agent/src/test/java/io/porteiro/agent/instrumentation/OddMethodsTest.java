package io.porteiro.agent.instrumentation;

import static io.porteiro.agent.instrumentation.TypeInstrumentation.argument;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.entered;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.returned;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.self;
import static io.porteiro.agent.instrumentation.TypeInstrumentation.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACONST_NULL;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.ATHROW;
import static org.objectweb.asm.Opcodes.F_NEW;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ICONST_1;
import static org.objectweb.asm.Opcodes.ICONST_2;
import static org.objectweb.asm.Opcodes.IDIV;
import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.IFGT;
import static org.objectweb.asm.Opcodes.IFNULL;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INTEGER;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.JSR;
import static org.objectweb.asm.Opcodes.L2I;
import static org.objectweb.asm.Opcodes.LCONST_1;
import static org.objectweb.asm.Opcodes.LLOAD;
import static org.objectweb.asm.Opcodes.LONG;
import static org.objectweb.asm.Opcodes.LSTORE;
import static org.objectweb.asm.Opcodes.RET;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.TOP;
import static org.objectweb.asm.Opcodes.V1_4;
import static org.objectweb.asm.Opcodes.V1_8;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Methods as javac does not write them, but as other compilers, shrinkers and weavers may. */
class OddMethodsTest {

  private static final String NAME = "io/porteiro/agent/instrumentation/Odd";

  private final WovenClasses.Transcript transcript = new WovenClasses.Transcript();
  private int version = V1_8;

  @Test
  void anArgumentsVariableHoldsAnotherTypeLater() throws Throwable {
    Object object =
        odd(
            code -> {
              Label negative = new Label();
              code.visitVarInsn(ALOAD, 1);
              code.visitJumpInsn(IFNULL, negative);
              code.visitInsn(ICONST_2);
              code.visitVarInsn(ISTORE, 1);
              code.visitInsn(ICONST_1);
              code.visitVarInsn(ILOAD, 1);
              code.visitInsn(IDIV);
              code.visitInsn(IRETURN);
              code.visitLabel(negative);
              code.visitFrame(F_NEW, 2, new Object[] {NAME, "java/lang/Object"}, 0, null);
              code.visitInsn(ICONST_0);
              code.visitVarInsn(ISTORE, 1);
              code.visitInsn(ICONST_1);
              code.visitVarInsn(ILOAD, 1);
              code.visitInsn(IDIV);
              code.visitInsn(IRETURN);
              code.visitMaxs(2, 2);
            });

    assertThat(call(object, "one")).isEqualTo(0);
    assertThatThrownBy(() -> call(object, null)).isInstanceOf(ArithmeticException.class);
    assertThat(transcript.lines)
        .containsExactly(
            "in[odd, one]",
            "out[1, odd, one, 0, null]",
            "in[odd, null]",
            "out[3, odd, null, 0, java.lang.ArithmeticException: / by zero]");
  }

  @Test
  void allVariablesHoldOthersWhereBranchesMeet() throws Throwable {
    Object object =
        odd(
            code -> {
              Label meet = new Label();
              code.visitInsn(LCONST_1);
              code.visitVarInsn(LSTORE, 0);
              code.visitInsn(ICONST_0);
              code.visitJumpInsn(IFEQ, meet);
              code.visitInsn(ICONST_0);
              code.visitInsn(IRETURN);
              code.visitLabel(meet);
              code.visitFrame(F_NEW, 1, new Object[] {LONG}, 0, null);
              code.visitVarInsn(LLOAD, 0);
              code.visitInsn(L2I);
              code.visitInsn(IRETURN);
              code.visitMaxs(2, 2);
            });

    assertThat(call(object, "one")).isEqualTo(1);
    assertThat(transcript.lines).containsExactly("in[odd, one]", "out[1, odd, one, 1, null]");
  }

  @Test
  void aFrameForgetsTheArguments() throws Throwable {
    Object object =
        odd(
            code -> {
              Label meet = new Label();
              code.visitInsn(ACONST_NULL);
              code.visitVarInsn(ASTORE, 3);
              code.visitInsn(ICONST_0);
              code.visitJumpInsn(IFEQ, meet);
              code.visitInsn(ICONST_0);
              code.visitInsn(IRETURN);
              code.visitLabel(meet);
              code.visitFrame(F_NEW, 4, new Object[] {TOP, TOP, TOP, "java/lang/Object"}, 0, null);
              code.visitInsn(ICONST_2);
              code.visitInsn(IRETURN);
              code.visitMaxs(1, 4);
            });

    assertThat(call(object, "one")).isEqualTo(2);
    assertThat(transcript.lines).containsExactly("in[odd, one]", "out[1, odd, one, 2, null]");
  }

  @Test
  void moreIsOnTheStackThanWhatIsReturned() throws Throwable {
    Object object =
        odd(
            code -> {
              code.visitInsn(LCONST_1);
              code.visitInsn(ACONST_NULL);
              code.visitInsn(ICONST_2);
              code.visitInsn(IRETURN);
              code.visitMaxs(4, 2);
            });

    assertThat(call(object, "one")).isEqualTo(2);
    assertThat(transcript.lines).containsExactly("in[odd, one]", "out[1, odd, one, 2, null]");
  }

  @Test
  void aReturnFollowsAnotherAndStandsAlone() throws Throwable {
    Object object =
        odd(
            code -> {
              Label second = new Label();
              code.visitInsn(ICONST_1);
              code.visitVarInsn(ALOAD, 1);
              code.visitJumpInsn(IFNULL, second);
              code.visitInsn(IRETURN);
              code.visitLabel(second);
              code.visitFrame(F_NEW, 1, new Object[] {NAME}, 1, new Object[] {INTEGER});
              code.visitInsn(IRETURN);
              code.visitMaxs(2, 2);
            });

    assertThat(call(object, "one")).isEqualTo(1);
    assertThat(call(object, null)).isEqualTo(1);
    assertThat(transcript.lines)
        .containsExactly(
            "in[odd, one]", "out[1, odd, one, 1, null]",
            "in[odd, null]", "out[3, odd, null, 1, null]");
  }

  /** What comes before a method's first instruction must not be repeated with it. */
  @Test
  void theFirstInstructionIsBranchedBackTo() throws Throwable {
    Object object =
        odd(
            code -> {
              Label first = new Label();
              Label done = new Label();
              code.visitLabel(first);
              code.visitFrame(F_NEW, 2, new Object[] {NAME, "java/lang/Object"}, 0, null);
              code.visitVarInsn(ALOAD, 1);
              code.visitJumpInsn(IFNULL, done);
              code.visitInsn(ACONST_NULL);
              code.visitVarInsn(ASTORE, 1);
              code.visitJumpInsn(GOTO, first);
              code.visitLabel(done);
              code.visitFrame(F_NEW, 2, new Object[] {NAME, "java/lang/Object"}, 0, null);
              code.visitInsn(ICONST_1);
              code.visitInsn(IRETURN);
              code.visitMaxs(1, 2);
            });

    assertThat(call(object, "one")).isEqualTo(1);
    assertThat(transcript.lines).containsExactly("in[odd, one]", "out[1, odd, one, 1, null]");
  }

  /** A handler of the method's own for everything, from the first instruction to the last. */
  @Test
  void theMethodCatchesAllThatItThrows() throws Throwable {
    Object object =
        odd(
            code -> {
              Label start = new Label();
              Label end = new Label();
              code.visitTryCatchBlock(start, end, end, null);
              code.visitLabel(start);
              code.visitInsn(ACONST_NULL);
              code.visitInsn(ATHROW);
              code.visitLabel(end);
              code.visitFrame(
                  F_NEW,
                  2,
                  new Object[] {NAME, "java/lang/Object"},
                  1,
                  new Object[] {"java/lang/Throwable"});
              code.visitVarInsn(ASTORE, 1);
              code.visitInsn(ICONST_2);
              code.visitInsn(IRETURN);
              code.visitMaxs(1, 2);
            });

    assertThat(call(object, "one")).isEqualTo(2);
    assertThat(transcript.lines).containsExactly("in[odd, one]", "out[1, odd, one, 2, null]");
  }

  @Test
  void aMethodOnlyThrows() throws Throwable {
    Object object =
        odd(
            code -> {
              code.visitInsn(ACONST_NULL);
              code.visitInsn(ATHROW);
              code.visitMaxs(1, 2);
            });

    assertThatThrownBy(() -> call(object, "one")).isInstanceOf(NullPointerException.class);
    assertThat(transcript.lines)
        .hasSize(2)
        .last()
        .asString()
        .startsWith("out[1, odd, one, 0, java");
  }

  @Test
  void thereAreMoreVariablesThanAByteCounts() throws Throwable {
    Object object =
        odd(
            code -> {
              Label again = new Label();
              code.visitInsn(ICONST_2);
              code.visitVarInsn(ISTORE, 300);
              code.visitLabel(again);
              Object[] locals = new Object[301];
              Arrays.fill(locals, TOP);
              locals[0] = NAME;
              locals[300] = INTEGER;
              code.visitFrame(F_NEW, 301, locals, 0, null);
              code.visitIincInsn(300, -1);
              code.visitVarInsn(ILOAD, 300);
              code.visitJumpInsn(IFGT, again);
              code.visitVarInsn(ILOAD, 300);
              code.visitInsn(IRETURN);
              code.visitMaxs(1, 301);
            });

    assertThat(call(object, "one")).isEqualTo(0);
    assertThat(transcript.lines).containsExactly("in[odd, one]", "out[1, odd, one, 0, null]");
  }

  @Test
  void aSubroutineIsCalledAsVeryOldCompilersDo() throws Throwable {
    version = V1_4;
    Object object =
        odd(
            code -> {
              Label subroutine = new Label();
              code.visitJumpInsn(JSR, subroutine);
              code.visitInsn(ICONST_2);
              code.visitInsn(IRETURN);
              code.visitLabel(subroutine);
              code.visitVarInsn(ASTORE, 2);
              code.visitInsn(ACONST_NULL);
              code.visitVarInsn(ASTORE, 1);
              code.visitVarInsn(RET, 2);
              code.visitMaxs(1, 3);
            });

    assertThat(call(object, "one")).isEqualTo(2);
    assertThat(transcript.lines).containsExactly("in[odd, one]", "out[1, odd, one, 2, null]");
  }

  /** An instance with the method {@code int odd(Object)}, whose entry and exit tell all. */
  private Object odd(Consumer<MethodVisitor> body) throws ReflectiveOperationException {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(version, ACC_PUBLIC, NAME, null, "java/lang/Object", null);
    method(
        writer,
        ACC_PUBLIC,
        "<init>()V",
        code -> {
          code.visitVarInsn(ALOAD, 0);
          code.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
          code.visitInsn(RETURN);
          code.visitMaxs(1, 1);
        });
    method(
        writer,
        ACC_PUBLIC,
        "toString()Ljava/lang/String;",
        code -> {
          code.visitLdcInsn("odd");
          code.visitInsn(ARETURN);
          code.visitMaxs(1, 1);
        });
    method(writer, ACC_PUBLIC, "odd(Ljava/lang/Object;)I", body);
    TypeInstrumentation rows = new TypeInstrumentation(NAME.replace('/', '.')) {};
    rows.method("odd", "java.lang.Object")
        .onEntry("in", self("java.lang.Object"), argument(0))
        .onExit("out", entered(), self("java.lang.Object"), argument(0), returned("int"), thrown());
    return new WovenClasses(rows, transcript)
        .weave(writer.toByteArray())
        .getConstructor()
        .newInstance();
  }

  private static void method(
      ClassWriter writer, int access, String signature, Consumer<MethodVisitor> body) {
    int parameters = signature.indexOf('(');
    MethodVisitor code =
        writer.visitMethod(
            access,
            signature.substring(0, parameters),
            signature.substring(parameters),
            null,
            null);
    code.visitCode();
    body.accept(code);
    code.visitEnd();
  }

  private static Object call(Object object, Object argument) throws Throwable {
    try {
      return object.getClass().getMethod("odd", Object.class).invoke(object, argument);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
