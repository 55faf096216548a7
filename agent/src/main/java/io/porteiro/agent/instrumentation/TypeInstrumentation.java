package io.porteiro.agent.instrumentation;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Type;

/**
 * One type to be woven: its name, and a row for each of its methods that says what it tells {@code
 * Porteiro} with which values.
 *
 * <pre>{@code
 * method("implAccept", "java.io.FileDescriptor", "java.io.FileDescriptor")
 *     .onEntry("accepting", argument(0))
 *     .onExit("accepted", entered(), argument(1), returned("int"), thrown());
 * }</pre>
 *
 * This calls {@code Object accepting(FileDescriptor)} and {@code accepted(Object, FileDescriptor,
 * int, Throwable)}: a value's type is the one that {@code Porteiro} declares. A method that a JDK
 * does not have is passed over, but a field or method that a value is read from must be there, or
 * the type is not woven. Types are named, never referred to: one of them may be the very one that
 * is being loaded.
 */
abstract class TypeInstrumentation {

  private final String typeName;
  private final List<MethodInstrumentation> rows = new ArrayList<>();

  /**
   * @param typeName of one class; or, beginning with a {@code *}, of every class whose name ends so
   */
  TypeInstrumentation(String typeName) {
    this.typeName = typeName;
  }

  final String typeName() {
    return typeName;
  }

  final boolean matches(String internalName) {
    return TypeNames.match(typeName, internalName.replace('/', '.'));
  }

  final List<MethodInstrumentation> rows() {
    return rows;
  }

  /** The first row that matches the method; null when none does. */
  final MethodInstrumentation row(int access, String name, String descriptor) {
    for (MethodInstrumentation row : rows) {
      if (row.matches(access, name, descriptor)) {
        return row;
      }
    }
    return null;
  }

  /**
   * Adds a row for the methods of that name whose first parameters have these types, each of them a
   * name or, beginning with a {@code *}, how it ends.
   */
  final MethodInstrumentation method(String name, String... parameterTypes) {
    MethodInstrumentation row = new MethodInstrumentation(name, parameterTypes);
    rows.add(row);
    return row;
  }

  /**
   * As above for constructors, which tell nothing of their object on entry, and nothing at all when
   * they throw. One that calls another of the same class is told of twice when both match.
   */
  final MethodInstrumentation constructor(String... parameterTypes) {
    return method(MethodInstrumentation.CONSTRUCTOR, parameterTypes);
  }

  /** The object whose method it is. */
  static Value self(String type) {
    return new Value.Self(TypeNames.type(type));
  }

  /** A field of that object, declared in its class or one that this extends. */
  static Value field(String name, String type) {
    return new Value.Field(name, TypeNames.type(type));
  }

  /** As above; 0 where there is no such field. */
  static Value fieldOrZero(String name, String type) {
    return new Value.OptionalField(name, TypeNames.type(type));
  }

  /** An argument as it was on entry; its type is the row's. */
  static Value argument(int index) {
    return new Value.Argument(index, null);
  }

  /** As above, of another type than the row's, or where the row has none or only its end. */
  static Value argument(int index, String type) {
    return new Value.Argument(index, TypeNames.type(type));
  }

  /** On exit: what the entry's call returned. */
  static Value entered() {
    return Value.ENTERED;
  }

  /** On exit: what the method returned; 0 or null when it threw. */
  static Value returned(String type) {
    return new Value.Returned(TypeNames.type(type));
  }

  /** On exit: what the method threw; null when it returned. */
  static Value thrown() {
    return Value.THROWN;
  }

  /** Null. */
  static Value none(String type) {
    return new Value.Constant(TypeNames.type(type), 0);
  }

  static Value number(int number) {
    return new Value.Constant(Type.INT_TYPE, number);
  }
}
