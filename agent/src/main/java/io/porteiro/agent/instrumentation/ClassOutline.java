package io.porteiro.agent.instrumentation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What a class file declares; of the methods that are to be woven, how many variables they use. */
final class ClassOutline extends ClassVisitor {

  private static final int NEWEST = Opcodes.V28;
  private static final int MAJOR_VERSION = 6;

  /** A field, or a method without arguments. */
  static final class Member {

    final int access;

    /** The field's, or what the method returns. */
    final Type type;

    Member(int access, Type type) {
      this.access = access;
      this.type = type;
    }
  }

  /** Null for a type that is only looked up. */
  private final TypeInstrumentation instrumentation;

  private final Map<String, Member> fields = new HashMap<>();
  private final Map<String, Member> methods = new HashMap<>();
  private final Map<String, Integer> variables = new HashMap<>();
  private final Set<MethodInstrumentation> matched = new HashSet<>();

  private boolean frames;
  private int access;
  private String name;
  private String superName;
  private String[] interfaces;

  ClassOutline(ClassReader reader, TypeInstrumentation instrumentation) {
    super(Opcodes.ASM9);
    this.instrumentation = instrumentation;
    reader.accept(this, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  /** Reads also what is newer than the library: what is woven in is as old as Java 7. */
  static ClassReader reader(byte[] classFile) {
    int major = (classFile[MAJOR_VERSION] & 0xFF) << 8 | classFile[MAJOR_VERSION + 1] & 0xFF;
    if (major <= NEWEST) {
      return new ClassReader(classFile);
    }
    byte[] lowered = classFile.clone();
    lowered[MAJOR_VERSION] = 0;
    lowered[MAJOR_VERSION + 1] = NEWEST;
    return new ClassReader(lowered);
  }

  /** Whether its methods say what their variables hold where branches meet: from Java 6 on. */
  boolean hasFrames() {
    return frames;
  }

  boolean isInterface() {
    return (access & Opcodes.ACC_INTERFACE) != 0;
  }

  String name() {
    return name;
  }

  /** Null for {@code Object}. */
  String superName() {
    return superName;
  }

  String[] interfaces() {
    return interfaces;
  }

  /** Null when the class itself declares none. */
  Member field(String name) {
    return fields.get(name);
  }

  /** One without arguments; null when the class itself declares none. */
  Member method(String name) {
    return methods.get(name);
  }

  /** The row for one of its methods; null for none, or when it gives way to another. */
  MethodInstrumentation row(int access, String name, String descriptor) {
    MethodInstrumentation row = instrumentation.row(access, name, descriptor);
    return row == null || matched.contains(row.preferred()) ? null : row;
  }

  boolean isWoven() {
    return !variables.isEmpty();
  }

  /** How many variables a method that is to be woven uses. */
  int variables(String name, String descriptor) {
    return variables.get(name + descriptor);
  }

  @Override
  public void visit(
      int version, int access, String name, String signature, String superName, String[] types) {
    this.frames = (version & 0xFFFF) >= Opcodes.V1_6;
    this.access = access;
    this.name = name;
    this.superName = superName;
    this.interfaces = types;
  }

  @Override
  public FieldVisitor visitField(
      int access, String name, String type, String signature, Object value) {
    fields.put(name, new Member(access, Type.getType(type)));
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    if (descriptor.startsWith("()") && (access & Opcodes.ACC_BRIDGE) == 0) {
      methods.put(name, new Member(access, Type.getReturnType(descriptor)));
    }
    MethodInstrumentation row =
        instrumentation == null ? null : instrumentation.row(access, name, descriptor);
    if (row == null) {
      return null;
    }
    matched.add(row);
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public void visitMaxs(int stack, int locals) {
        variables.put(name + descriptor, locals);
      }
    };
  }
}
