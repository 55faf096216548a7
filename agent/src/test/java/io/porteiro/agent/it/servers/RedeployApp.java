package io.porteiro.agent.it.servers;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/**
 * Tomcat with two web applications, each with the Micrometer that is in its {@code WEB-INF/lib}.
 * {@code redeploy} waits until both have the agent's meters, takes them out and puts them in again;
 * {@code left} says how many of the loaders that were taken out are still there.
 */
public final class RedeployApp {

  private static final String[] PATHS = {"/one", "/two"};
  private static final int PATIENCE = 600;
  private static final int POLL_MILLIS = 50;

  private final Tomcat tomcat;
  private final String[] folders;
  private final List<Context> contexts = new ArrayList<>();
  private final List<WeakReference<ClassLoader>> removed = new ArrayList<>();

  private RedeployApp(Tomcat tomcat, String[] folders) {
    this.tomcat = tomcat;
    this.folders = folders;
  }

  public static void main(String[] args) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(args[0]);
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    RedeployApp app = new RedeployApp(tomcat, new String[] {args[1], args[2]});
    tomcat.start();
    app.deploy();
    System.out.println("listening " + tomcat.getConnector().getLocalPort());
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      if (line.equals("redeploy")) {
        app.awaitMeters();
        app.undeploy();
        app.deploy();
      } else {
        app.awaitMeters();
        System.out.println(app.left());
      }
      System.out.println("done");
    }
    System.exit(0);
  }

  private void deploy() {
    for (int i = 0; i < PATHS.length; i++) {
      contexts.add(tomcat.addWebapp(PATHS[i], new File(folders[i]).getAbsolutePath()));
    }
  }

  private void undeploy() throws Exception {
    for (Context context : contexts) {
      removed.add(new WeakReference<>(context.getLoader().getClassLoader()));
      context.stop();
      tomcat.getHost().removeChild(context);
      context.destroy();
    }
    contexts.clear();
  }

  private void awaitMeters() throws Exception {
    for (Context context : contexts) {
      for (int i = 0; !hasMeters(context.getLoader().getClassLoader()); i++) {
        if (i == PATIENCE) {
          throw new IllegalStateException("no meters in " + context.getPath());
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /** In the registry of the application's own Micrometer. */
  private static boolean hasMeters(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> metrics = loader.loadClass("io.micrometer.core.instrument.Metrics");
    if (metrics.getClassLoader() != loader) {
      throw new IllegalStateException("another's Micrometer");
    }
    Object registry = metrics.getField("globalRegistry").get(null);
    Object search =
        registry
            .getClass()
            .getMethod("find", String.class)
            .invoke(registry, "porteiro.connections.active");
    return !((Collection<?>) search.getClass().getMethod("meters").invoke(search)).isEmpty();
  }

  private int left() throws InterruptedException {
    int left = removed.size();
    for (int i = 0; i < PATIENCE && left > 0; i++) {
      System.gc();
      Thread.sleep(POLL_MILLIS);
      left = 0;
      for (WeakReference<ClassLoader> reference : removed) {
        left += reference.get() == null ? 0 : 1;
      }
    }
    return left;
  }
}
