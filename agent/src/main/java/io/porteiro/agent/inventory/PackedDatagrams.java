package io.porteiro.agent.inventory;

import java.util.Arrays;

/**
 * Datagrams that go to or come from the operating system many at a time, as one thread packs and
 * unpacks them: how long each is shows only there. With segmentation offload a packet is several
 * datagrams of one size, the last of which may be shorter.
 */
final class PackedDatagrams {

  private static final ThreadLocal<PackedDatagrams> current =
      ThreadLocal.withInitial(PackedDatagrams::new);

  /** Of the socket that was received from last; null when that is not listed. */
  private DatagramCounters receiver;

  private int[] bytes = new int[64];
  private int[] segmentSizes = new int[64];
  private int size;

  static PackedDatagrams ofThread() {
    return current.get();
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
