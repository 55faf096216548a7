package io.porteiro.agent.inventory;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Datagrams that go to or come from the operating system many at a time, as one thread packs and
 * unpacks them: how long each is shows only there. With segmentation offload a packet is several
 * datagrams of one size, the last of which may be shorter.
 */
final class PackedDatagrams {

  /** Only JDK types, so that threads that stay do not keep the agent when it is taken out. */
  private static final ThreadLocal<WeakReference<PackedDatagrams>> current = new ThreadLocal<>();

  /** Keeps them as long as their threads live, and the agent stays. */
  private static final Map<Thread, PackedDatagrams> kept =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** Of the socket that was received from last; null when that is not listed. */
  private DatagramCounters receiver;

  private int[] bytes = new int[64];
  private int[] segmentSizes = new int[64];
  private int size;

  static PackedDatagrams ofThread() {
    WeakReference<PackedDatagrams> reference = current.get();
    PackedDatagrams known = reference == null ? null : reference.get();
    return known == null ? begin() : known;
  }

  private static PackedDatagrams begin() {
    PackedDatagrams begun = new PackedDatagrams();
    kept.put(Thread.currentThread(), begun);
    current.set(new WeakReference<>(begun));
    return begun;
  }

  void unpacking(DatagramCounters receiver) {
    this.receiver = receiver;
  }

  void unpacked(int bytes, int segmentSize) {
    if (receiver != null) {
      receiver.received(count(bytes, segmentSize), bytes);
    }
  }

  void packing() {
    size = 0;
  }

  void packed(int bytes, int segmentSize) {
    if (size == this.bytes.length) {
      this.bytes = Arrays.copyOf(this.bytes, 2 * size);
      segmentSizes = Arrays.copyOf(segmentSizes, 2 * size);
    }
    this.bytes[size] = bytes;
    segmentSizes[size++] = segmentSize;
  }

  /** Some of them were sent. */
  void sent(DatagramCounters sender, int offset, int count) {
    for (int i = offset; i < Math.min(offset + count, size); i++) {
      sender.sent(count(bytes[i], segmentSizes[i]), bytes[i]);
    }
  }

  private static long count(int bytes, int segmentSize) {
    return segmentSize > 0 && bytes > segmentSize ? (bytes + segmentSize - 1) / segmentSize : 1;
  }
}
