/**
 * Named dimensions over lazy arrays, whatever format they come from: datasets, variables,
 * attributes, and the CF conventions for packing, missing values and time.
 */
@NullMarked
package org.hyperslab.dataset;

import org.jspecify.annotations.NullMarked;
