package org.hyperslab.exec;

/**
 * What a run did, as measured.
 *
 * @param seconds wall time, planning included
 * @param stages stages that ran
 * @param tasks tasks that ran
 * @param chunksRead chunks loaded from stores, scratch files included
 * @param bytesRead bytes read for them
 * @param chunksWritten chunks written to stores, scratch files included
 * @param bytesWritten bytes written for them
 * @param peakBytes the most bytes of blocks, buffers, caches and results of this run that were in
 *     memory at once
 * @param predictedPeakBytes what the plan said they would be at most
 * @param budgetBytes what they were allowed to be
 * @param workers threads that computed
 */
public record RunReport(
    double seconds,
    int stages,
    long tasks,
    long chunksRead,
    long bytesRead,
    long chunksWritten,
    long bytesWritten,
    long peakBytes,
    long predictedPeakBytes,
    long budgetBytes,
    int workers) {}
