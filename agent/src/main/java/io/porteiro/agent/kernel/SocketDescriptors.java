package io.porteiro.agent.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Which sockets this process has open: {@code /proc/self/fd} has a symbolic link for each of its
 * descriptors, which reads {@code socket:[inode]} for a socket, proc(5).
 *
 * <p>The one place that uses java.nio.file: java.io.File cannot read a link, and its canonical path
 * does not follow one that leads to no file (on JDK 8 to 26 it is that of the link).
 */
final class SocketDescriptors {

  private static final String PREFIX = "socket:[";

  private final File folder;
  private int listings;

  SocketDescriptors(File folder) {
    this.folder = folder;
  }

  /** The lowest descriptor of each socket, by its inode; null when the folder cannot be read. */
  Map<Long, Integer> list() {
    listings++;
    try {
      String[] names = folder.list();
      if (names == null) {
        return null;
      }
      Path path = folder.toPath();
      Map<Long, Integer> descriptors = new HashMap<>();
      for (String name : names) {
        long inode = inode(path.resolve(name));
        if (inode > 0) {
          descriptors.merge(inode, Integer.valueOf(name), Math::min);
        }
      }
      return descriptors;
    } catch (RuntimeException e) {
      // a security manager's, or a folder that holds anything else
      return null;
    }
  }

  /** The inode of the socket that this descriptor has; 0 when it has none. */
  long inode(int descriptor) {
    return inode(folder.toPath().resolve(Integer.toString(descriptor)));
  }

  /** How often the folder was listed. */
  int listings() {
    return listings;
  }

  String unreadable() {
    return folder + " cannot be listed";
  }

  private static long inode(Path link) {
    String target;
    try {
      target = Files.readSymbolicLink(link).toString();
    } catch (IOException | RuntimeException e) {
      // closed meanwhile
      return 0;
    }
    int end = target.length() - 1;
    if (!target.startsWith(PREFIX) || target.charAt(end) != ']') {
      return 0;
    }
    long inode = 0;
    for (int i = PREFIX.length(); i < end; i++) {
      inode = inode * 10 + target.charAt(i) - '0';
    }
    return inode;
  }
}
