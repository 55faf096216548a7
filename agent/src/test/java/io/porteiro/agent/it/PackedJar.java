package io.porteiro.agent.it;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** A jar, opened. */
final class PackedJar implements AutoCloseable {

  private final JarFile jar;

  PackedJar(Path file) throws IOException {
    this.jar = new JarFile(file.toFile());
  }

  Attributes manifest() throws IOException {
    return jar.getManifest().getMainAttributes();
  }

  List<String> files() {
    List<String> names = new ArrayList<>();
    jar.stream().filter(entry -> !entry.isDirectory()).forEach(e -> names.add(e.getName()));
    return names;
  }

  /** Of the format of a class file. */
  int version(String name) throws IOException {
    try (DataInputStream in = new DataInputStream(jar.getInputStream(jar.getEntry(name)))) {
      in.readInt();
      in.readUnsignedShort();
      return in.readUnsignedShort();
    }
  }

  /** All types that a class file names. */
  Set<String> references(String name) throws IOException {
    Set<String> types = new TreeSet<>();
    Remapper collector =
        new Remapper(Opcodes.ASM9) {
          @Override
          public String map(String type) {
            types.add(type);
            return type;
          }
        };
    try (var in = jar.getInputStream(jar.getEntry(name))) {
      new ClassReader(in.readAllBytes())
          .accept(new ClassRemapper(new ClassVisitor(Opcodes.ASM9) {}, collector), 0);
    }
    return types;
  }

  @Override
  public void close() throws IOException {
    jar.close();
  }
}
