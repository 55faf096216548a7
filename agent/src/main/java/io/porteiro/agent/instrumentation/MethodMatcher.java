package io.porteiro.agent.instrumentation;

import java.util.List;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Matches a method with a body by its name and the exact types of its first parameters. */
final class MethodMatcher implements ElementMatcher<MethodDescription> {

  private final String name;
  private final String[] parameterTypes;

  MethodMatcher(String name, String... parameterTypes) {
    this.name = name;
    this.parameterTypes = parameterTypes;
  }

  /** The same, but nothing on later versions. */
  MethodMatcher onJava8() {
    boolean java8 = System.getProperty("java.specification.version").equals("1.8");
    return java8 ? this : new MethodMatcher("");
  }

  @Override
  public boolean matches(MethodDescription method) {
    if (!method.getName().equals(name)
        || method.isAbstract()
        || method.isNative()
        || method.isBridge()) {
      return false;
    }
    List<TypeDescription> types = method.getParameters().asTypeList().asErasures();
    if (types.size() < parameterTypes.length) {
      return false;
    }
    for (int i = 0; i < parameterTypes.length; i++) {
      if (!types.get(i).getName().equals(parameterTypes[i])) {
        return false;
      }
    }
    return true;
  }
}
