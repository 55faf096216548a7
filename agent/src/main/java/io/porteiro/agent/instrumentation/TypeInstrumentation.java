package io.porteiro.agent.instrumentation;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/**
 * One type to be woven: its name, and which advice goes into which of its methods. A method that a
 * JDK does not have is passed over.
 */
abstract class TypeInstrumentation {

  private final String typeName;
  private final List<MethodMatcher> methods = new ArrayList<>();
  private final List<String> adviceNames = new ArrayList<>();

  TypeInstrumentation(String typeName) {
    this.typeName = typeName;
  }

  final String typeName() {
    return typeName;
  }

  /**
   * Adds one row. Advice is named, not passed as a class: to reflect on it would load the very
   * types in its signature, among them the one being woven.
   */
  final void weave(MethodMatcher method, String adviceName) {
    methods.add(method);
    adviceNames.add(adviceName);
  }

  final AsmVisitorWrapper advice(TypePool pool, ClassFileLocator locator) {
    AsmVisitorWrapper.ForDeclaredMethods wrapper = new AsmVisitorWrapper.ForDeclaredMethods();
    for (int i = 0; i < methods.size(); i++) {
      Advice advice = Advice.to(pool.describe(adviceNames.get(i)).resolve(), locator);
      wrapper = wrapper.method(methods.get(i), advice);
    }
    return wrapper;
  }

  /** A method declared with a body: neither abstract nor native nor the compiler's bridge. */
  static MethodMatcher method(String name, String... parameterTypes) {
    return new MethodMatcher(name, parameterTypes);
  }
}
