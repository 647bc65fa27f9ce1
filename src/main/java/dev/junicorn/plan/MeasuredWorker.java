package dev.junicorn.plan;

/**
 * What the first worker holds when it is ready. Pages that it shares with others count in shares
 * (PSS), so that what is shared counts once.
 *
 * @param id its number
 * @param bytes it holds, at least 1
 * @param together bytes that all living workers hold, this one included
 */
public record MeasuredWorker(int id, long bytes, long together) {

  String describe() {
    return "worker %d holds %s, and a quarter more is reckoned for its requests"
        .formatted(id, Sizing.megabytes(bytes));
  }
}
