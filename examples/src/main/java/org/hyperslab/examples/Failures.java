package org.hyperslab.examples;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.UnavailableException;

/** What went wrong, in one line for people. */
final class Failures {
  private Failures() {}

  static String describe(Throwable e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return switch (e) {
      case NoSuchFileException f -> "no such file or folder: " + message;
      case AccessDeniedException f -> "permission denied: " + message;
      case FileAlreadyExistsException f -> "already exists: " + message;
      case FileSystemException f -> message;
      case FileNotFoundException f -> message;
      case FormatException f -> message;
      case UnavailableException f -> message;
      case BudgetExceededException f -> message;
      case ComputeException f -> message;
      case IllegalArgumentException f -> message;
      case IndexOutOfBoundsException f -> message;
      default -> e.getClass().getSimpleName() + ": " + message + " (--debug shows where)";
    };
  }
}
