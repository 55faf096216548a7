package io.porteiro.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PackedDatagramsTest {

  private final DatagramCounters counters = new DatagramCounters(null);
  private final PackedDatagrams packed = new PackedDatagrams();

  @Test
  void everyDatagramThatWasSentIsCountedWithItsLength() {
    packed.packing();
    for (int i = 1; i <= 200; i++) {
      packed.packed(i, 0);
    }
    packed.sent(counters, 0, 3);
    expect(0, 0, 3, 1 + 2 + 3);
    packed.sent(counters, 198, 2);
    expect(0, 0, 5, 6 + 199 + 200);
  }

  @Test
  void packingBeginsAnew() {
    packed.packed(100, 0);
    packed.packing();
    packed.packed(7, 0);
    packed.sent(counters, 0, 1);

    expect(0, 0, 1, 7);
  }

  /** One that was packed before the hooks were there is not known. */
  @Test
  void whatWasNotPackedIsNotCounted() {
    packed.packed(7, 0);
    packed.sent(counters, 0, 3);

    expect(0, 0, 1, 7);
  }

  @Test
  void segmentsAreDatagrams() {
    packed.packed(2_500, 1_000);
    packed.packed(2_000, 1_000);
    packed.packed(900, 1_000);
    packed.sent(counters, 0, 3);
    expect(0, 0, 3 + 2 + 1, 5_400);

    packed.unpacking(counters);
    packed.unpacked(2_001, 1_000);
    packed.unpacked(0, 0);
    expect(3 + 1, 2_001, 6, 5_400);
  }

  @Test
  void whatASocketReceivesThatIsNotListedIsNobodys() {
    packed.unpacking(counters);
    packed.unpacking(null);
    packed.unpacked(9, 0);

    expect(0, 0, 0, 0);
  }

  @Test
  void everyThreadHasItsOwn() throws InterruptedException {
    PackedDatagrams mine = PackedDatagrams.ofThread();
    PackedDatagrams[] others = new PackedDatagrams[1];
    Thread thread = new Thread(() -> others[0] = PackedDatagrams.ofThread());
    thread.start();
    thread.join();

    assertThat(PackedDatagrams.ofThread()).isSameAs(mine).isNotSameAs(others[0]);
  }

  private void expect(long received, long receivedBytes, long sent, long sentBytes) {
    DatagramSnapshot snapshot = counters.snapshot();
    assertThat(snapshot.received()).isEqualTo(received);
    assertThat(snapshot.receivedBytes()).isEqualTo(receivedBytes);
    assertThat(snapshot.sent()).isEqualTo(sent);
    assertThat(snapshot.sentBytes()).isEqualTo(sentBytes);
  }
}
