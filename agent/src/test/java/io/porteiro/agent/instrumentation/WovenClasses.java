package io.porteiro.agent.instrumentation;

import io.porteiro.agent.bootstrap.Porteiro;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;

/**
 * Defines woven classes, which the JVM verifies, beside a {@code Porteiro} of their own that has
 * every method that they call and passes all on to a recorder.
 */
final class WovenClasses extends ClassLoader {

  private static final Type RECORDER = Type.getType(Recorder.class);
  private static final int JAVA_17 = 61;

  /** What the woven classes say; what it returns or throws, the call does. */
  public interface Recorder {

    Object told(String event, List<Object> values) throws Throwable;
  }

  private final TypeInstrumentation instrumentation;

  WovenClasses(TypeInstrumentation instrumentation, Recorder recorder) {
    super(WovenClasses.class.getClassLoader());
    this.instrumentation = instrumentation;
    try {
      define(porteiro()).getField("recorder").set(null, recorder);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Of a version that the running JVM knows, whichever the class file has. */
  Class<?> weave(byte[] classFile) {
    byte[] woven = SocketWeaver.weave(instrumentation, getParent(), classFile);
    if (woven[7] > JAVA_17) {
      woven[7] = JAVA_17;
    }
    return define(woven);
  }

  private Class<?> define(byte[] classFile) {
    return defineClass(null, classFile, 0, classFile.length);
  }

  private byte[] porteiro() {
    String name = Type.getInternalName(Porteiro.class);
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;
    writer.visitField(access, "recorder", RECORDER.getDescriptor(), null, null);
    Set<Method> methods = new HashSet<>();
    for (MethodInstrumentation row : instrumentation.rows()) {
      for (PorteiroCall call : row.calls()) {
        methods.add(new Method(call.method, call.descriptor()));
      }
    }
    methods.forEach(method -> tell(writer, access, Type.getObjectType(name), method));
    return writer.toByteArray();
  }

  private static void tell(ClassVisitor writer, int access, Type porteiro, Method method) {
    GeneratorAdapter code = new GeneratorAdapter(access, method, null, null, writer);
    code.getStatic(porteiro, "recorder", RECORDER);
    code.push(method.getName());
    code.loadArgArray();
    code.invokeStatic(
        Type.getType(Arrays.class), Method.getMethod("java.util.List asList(Object[])"));
    code.invokeInterface(RECORDER, Method.getMethod("Object told(String, java.util.List)"));
    if (method.getReturnType().equals(Type.VOID_TYPE)) {
      code.pop();
    }
    code.returnValue();
    code.endMethod();
  }

  /** Keeps what it is told as text, such as {@code closing[7]}, and returns how much that is. */
  static final class Transcript implements Recorder {

    final List<String> lines = new ArrayList<>();

    @Override
    public Object told(String event, List<Object> values) {
      lines.add(event + values);
      return lines.size();
    }
  }
}
