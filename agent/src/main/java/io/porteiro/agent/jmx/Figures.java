package io.porteiro.agent.jmx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenType;

/**
 * What JMX shows of one kind of thing, a row for each figure: the attributes of a bean, whose names
 * begin with a capital, and the items of composite data, whose names do not. All values are of open
 * types; null is what is not known, or what the thing does not have.
 */
final class Figures<T> {

  private static final class Figure<T> {

    final String name;
    final String description;
    final OpenType<?> type;
    final Function<? super T, ?> value;

    Figure(String name, String description, OpenType<?> type, Function<? super T, ?> value) {
      this.name = name;
      this.description = description;
      this.type = type;
      this.value = value;
    }

    String attribute() {
      return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
  }

  private final Map<String, Figure<? super T>> figures = new LinkedHashMap<>();
  private CompositeType type;

  /** Another row. */
  Figures<T> with(String name, String description, OpenType<?> type, Function<? super T, ?> value) {
    figures.put(name, new Figure<T>(name, description, type, value));
    return this;
  }

  /** All rows of another kind, which this is one of. */
  Figures<T> with(Figures<? super T> more) {
    figures.putAll(more.figures);
    return this;
  }

  /** The same rows of something that such a thing is a part of. */
  <W> Figures<W> of(Function<? super W, ? extends T> part) {
    Figures<W> rows = new Figures<>();
    for (Figure<? super T> figure : figures.values()) {
      rows.add(figure, part);
    }
    return rows;
  }

  private <P> void add(Figure<P> figure, Function<? super T, ? extends P> part) {
    with(figure.name, figure.description, figure.type, t -> figure.value.apply(part.apply(t)));
  }

  /** Names it as composite data. */
  Figures<T> as(String name, String description) {
    String[] names = figures.keySet().toArray(new String[0]);
    String[] descriptions = new String[names.length];
    OpenType<?>[] types = new OpenType<?>[names.length];
    for (int i = 0; i < names.length; i++) {
      descriptions[i] = figures.get(names[i]).description;
      types[i] = figures.get(names[i]).type;
    }
    try {
      type = new CompositeType(name, description, names, descriptions, types);
    } catch (OpenDataException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  CompositeType type() {
    return type;
  }

  ArrayType<CompositeData[]> arrayType() {
    try {
      return new ArrayType<>(1, type);
    } catch (OpenDataException e) {
      throw new IllegalStateException(e);
    }
  }

  CompositeData data(T thing) {
    Map<String, Object> items = new LinkedHashMap<>();
    figures.forEach((name, figure) -> items.put(name, figure.value.apply(thing)));
    try {
      return new CompositeDataSupport(type, items);
    } catch (OpenDataException e) {
      throw new IllegalStateException(e);
    }
  }

  CompositeData[] data(Collection<? extends T> things) {
    CompositeData[] data = new CompositeData[things.size()];
    int i = 0;
    for (T thing : things) {
      data[i++] = data(thing);
    }
    return data;
  }

  OpenMBeanAttributeInfo[] attributes() {
    Collection<OpenMBeanAttributeInfo> attributes = new ArrayList<>();
    for (Figure<? super T> figure : figures.values()) {
      attributes.add(
          new OpenMBeanAttributeInfoSupport(
              figure.attribute(), figure.description, figure.type, true, false, false));
    }
    return attributes.toArray(new OpenMBeanAttributeInfo[0]);
  }

  boolean hasAttribute(String attribute) {
    return find(attribute) != null;
  }

  Object attribute(String attribute, T thing) {
    return find(attribute).value.apply(thing);
  }

  private Figure<? super T> find(String attribute) {
    if (attribute.isEmpty() || !Character.isUpperCase(attribute.charAt(0))) {
      return null;
    }
    return figures.get(Character.toLowerCase(attribute.charAt(0)) + attribute.substring(1));
  }
}
