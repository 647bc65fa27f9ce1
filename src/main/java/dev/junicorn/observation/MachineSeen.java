package dev.junicorn.observation;

/**
 * What was used of the machine during a second. Where a number could not be read it is 0.
 *
 * @param serverCores processors that the server itself used; 1 is one, all the time
 * @param workerCores processors that the workers used together
 * @param machineCores processors, of those the server may run on, that everything used
 * @param throttled share of the second in which the cgroup's quota was used up, 0 to 1
 * @param swapped pages that went to swap or came from it, of the whole machine
 * @param serverMemory bytes
 * @param workerMemory bytes of all workers, shared pages in proportion
 * @param freeMemory bytes that can still be taken
 * @param openFiles descriptors that the server has open
 */
public record MachineSeen(
    double serverCores,
    double workerCores,
    double machineCores,
    double throttled,
    long swapped,
    long serverMemory,
    long workerMemory,
    long freeMemory,
    int openFiles) {

  static final MachineSeen NONE = new MachineSeen(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
