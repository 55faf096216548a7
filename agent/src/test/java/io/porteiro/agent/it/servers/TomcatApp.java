package io.porteiro.agent.it.servers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** Tomcat with one servlet. */
public final class TomcatApp {

  private TomcatApp() {}

  public static void main(String[] args) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(args[0]);
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", args[0]);
    Tomcat.addServlet(context, "ok", new Ok()).addMapping("/");
    tomcat.start();
    System.out.println("listening " + tomcat.getConnector().getLocalPort());
    while (System.in.read() >= 0) {
      // until its input ends
    }
    System.exit(0);
  }

  private static final class Ok extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentLength(2);
      response.getWriter().write("ok");
    }
  }
}
