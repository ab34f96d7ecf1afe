package org.hyperslab.plan;

/** An array to compute, and where to. */
public record Request(Node node, Target target) {}
