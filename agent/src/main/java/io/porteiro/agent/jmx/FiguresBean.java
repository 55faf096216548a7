package io.porteiro.agent.jmx;

import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.ImmutableDescriptor;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.ReflectionException;
import javax.management.openmbean.OpenMBeanConstructorInfo;
import javax.management.openmbean.OpenMBeanInfoSupport;
import javax.management.openmbean.OpenMBeanOperationInfo;

/**
 * A bean whose attributes are figures, read when they are asked for, all of one request from one
 * snapshot. As an MXBean of an interface that nobody needs to have: its types are the JDK's. It is
 * called by whoever reads it, on their threads.
 */
class FiguresBean<T> implements DynamicMBean {

  private final Figures<T> figures;
  private final Supplier<T> current;
  private final MBeanInfo info;

  /**
   * @param info as {@link #info} makes it; beans of the same kind may share it
   */
  FiguresBean(Figures<T> figures, Supplier<T> current, MBeanInfo info) {
    this.figures = figures;
    this.current = current;
    this.info = info;
  }

  static MBeanInfo info(
      String description,
      Figures<?> figures,
      OpenMBeanOperationInfo[] operations,
      MBeanNotificationInfo... notifications) {
    return new OpenMBeanInfoSupport(
        FiguresBean.class.getName(),
        description,
        figures.attributes(),
        new OpenMBeanConstructorInfo[0],
        operations,
        notifications,
        new ImmutableDescriptor("mxbean=true", "immutableInfo=true"));
  }

  @Override
  public final MBeanInfo getMBeanInfo() {
    return info;
  }

  @Override
  public final Object getAttribute(String attribute) throws AttributeNotFoundException {
    if (!figures.hasAttribute(attribute)) {
      throw new AttributeNotFoundException(attribute);
    }
    return figures.attribute(attribute, AsAgent.read(current));
  }

  /** Without those that there are not, as the interface has it. */
  @Override
  public final AttributeList getAttributes(String[] attributes) {
    AttributeList values = new AttributeList();
    T snapshot = AsAgent.read(current);
    for (String attribute : attributes) {
      if (figures.hasAttribute(attribute)) {
        values.add(new Attribute(attribute, figures.attribute(attribute, snapshot)));
      }
    }
    return values;
  }

  @Override
  public final void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName() + " is not to be written");
  }

  @Override
  public final AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public Object invoke(String operation, Object[] parameters, String[] signature)
      throws ReflectionException {
    throw new ReflectionException(new NoSuchMethodException(operation));
  }
}
