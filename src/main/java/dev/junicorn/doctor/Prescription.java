package dev.junicorn.doctor;

/** What is to become of the size, by what was found. */
public sealed interface Prescription {

  /** How it was reckoned, or what it is against, for people: sentences. */
  String why();

  /**
   * Another size, which cures what was found.
   *
   * @param atLeast whether more may be needed: those who were turned away cannot be counted
   */
  record Change(int workers, int threads, String why, boolean atLeast) implements Prescription {

    public int slots() {
      return workers * threads;
    }
  }

  /** The size of now, since no other cures what was found. */
  record Stay(String why) implements Prescription {}
}
