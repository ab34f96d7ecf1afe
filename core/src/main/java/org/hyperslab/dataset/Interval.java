package org.hyperslab.dataset;

/**
 * From one moment to another, such as the cell of a time coordinate that has bounds.
 *
 * @param begin the earlier one, as a rule
 * @param end the later one
 */
public record Interval(CalendarDate begin, CalendarDate end) {
  @Override
  public String toString() {
    return begin + "/" + end;
  }
}
