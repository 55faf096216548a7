package io.porteiro.agent.instrumentation;

import io.porteiro.agent.instrumentation.ClassOutline.Member;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The type being woven, and those that it extends or takes. What woven code refers to is looked up
 * in their class files, so that it is there and may be used, and nothing is loaded.
 */
final class WovenType {

  final ClassOutline outline;

  private final ClassLoader loader;
  private final Map<String, ClassOutline> outlines = new HashMap<>();

  /**
   * @param loader finds the class files of the types that this one refers to
   */
  WovenType(ClassOutline outline, ClassLoader loader) {
    this.outline = outline;
    this.loader = loader;
    outlines.put(outline.name(), outline);
  }

  String name() {
    return outline.name();
  }

  /** The type of an instance field that the woven type declares or inherits. */
  Type field(String name) {
    for (String type = name(); type != null; type = outline(type).superName()) {
      Member field = outline(type).field(name);
      if (field != null) {
        return check(field, type, type.equals(name()) || isOf(field, Opcodes.ACC_PROTECTED), name);
      }
    }
    throw new IllegalStateException("no field " + name + " in " + name());
  }

  /** Whether the woven type itself declares that field. */
  boolean hasField(String name) {
    return outline.field(name) != null;
  }

  /** What a method without arguments returns that the type declares or inherits. */
  Type resultOf(String type, String method) {
    Type result = find(type, method, type.equals(name()));
    if (result == null) {
      throw new IllegalStateException("no method " + method + " in " + type);
    }
    return result;
  }

  boolean isInterface(String type) {
    return outline(type).isInterface();
  }

  private Type find(String type, String method, boolean ofSelf) {
    ClassOutline outline = outline(type);
    Member found = outline.method(method);
    if (found != null) {
      return check(found, type, ofSelf && isOf(found, Opcodes.ACC_PROTECTED), method);
    }
    Type result = null;
    if (outline.superName() != null) {
      result = find(outline.superName(), method, ofSelf);
    }
    for (int i = 0; result == null && i < outline.interfaces().length; i++) {
      result = find(outline.interfaces()[i], method, ofSelf);
    }
    return result;
  }

  private Type check(Member member, String declarer, boolean visible, String name) {
    boolean neighbour =
        packageOf(declarer).equals(packageOf(name())) && !isOf(member, Opcodes.ACC_PRIVATE);
    if (isOf(member, Opcodes.ACC_STATIC)
        || !visible && !neighbour && !isOf(member, Opcodes.ACC_PUBLIC)) {
      throw new IllegalStateException(name() + " has no use of " + declarer + "." + name);
    }
    return member.type;
  }

  private ClassOutline outline(String type) {
    ClassOutline outline = outlines.get(type);
    if (outline == null) {
      outline = new ClassOutline(ClassOutline.reader(read(type + ".class")), null);
      outlines.put(type, outline);
    }
    return outline;
  }

  private byte[] read(String classFile) {
    try (InputStream in = loader.getResourceAsStream(classFile)) {
      if (in == null) {
        throw new IllegalStateException(classFile + " is not found");
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(classFile + " is not to be read", e);
    }
  }

  private static boolean isOf(Member member, int flag) {
    return (member.access & flag) != 0;
  }

  private static String packageOf(String type) {
    return type.substring(0, type.lastIndexOf('/') + 1);
  }
}
