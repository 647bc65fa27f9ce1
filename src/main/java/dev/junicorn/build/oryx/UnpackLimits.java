package dev.junicorn.build.oryx;

/**
 * How much an archive may hold.
 *
 * @param bytes of all files together
 * @param entries files, folders and links
 */
record UnpackLimits(long bytes, int entries) {

  /** An app with PyTorch has about 8 GB and 60,000 files. */
  static final UnpackLimits DEFAULT = new UnpackLimits(32L << 30, 500_000);
}
