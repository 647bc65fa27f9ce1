package dev.junicorn.advice;

/** What the adviser has to say. */
public sealed interface Advised {

  /** Enough was seen. */
  record Given(Advice advice) implements Advised {}

  /**
   * Too little was seen to say anything.
   *
   * @param missing a sentence or two: what there is, and what it would take
   */
  record TooLittle(String missing) implements Advised {}
}
