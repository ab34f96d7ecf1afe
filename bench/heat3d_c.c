/* 3D heat equation in memory, one OpenMP SIMD sweep per step, blocked in y so that three planes of a block stay in L2.
 * gcc -O3 -march=native -fopenmp heat3d_c.c -o heat3d_c && OMP_NUM_THREADS=2 ./heat3d_c N STEPS [ROWS_PER_BLOCK] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }

int main(int argc, char **argv) {
  long n = argc > 1 ? atol(argv[1]) : 512, steps = argc > 2 ? atol(argv[2]) : 20, rows = argc > 3 ? atol(argv[3]) : 32;
  size_t bytes = (n * n * n * sizeof(double) + 63) / 64 * 64;
  double *u = aligned_alloc(64, bytes), *v = aligned_alloc(64, bytes);
  /* Pages are touched first by the thread that works on them. */
#pragma omp parallel for schedule(static)
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++)
      for (long k = 0; k < n; k++)
        u[(i * n + j) * n + k] = v[(i * n + j) * n + k] = k == 0 ? 0 : k == n - 1 ? 30 : i == n - 1 ? 100 : 0;
  const double a = 0.125, c = 1 - 6 * a;
  double t = now();
  for (long s = 0; s < steps; s++) {
#pragma omp parallel
    for (long j0 = 1; j0 < n - 1; j0 += rows) {
      long j1 = j0 + rows < n - 1 ? j0 + rows : n - 1;
#pragma omp for schedule(static) nowait
      for (long i = 1; i < n - 1; i++)
        for (long j = j0; j < j1; j++) {
          const double *restrict p = u + (i * n + j) * n;
          double *restrict q = v + (i * n + j) * n;
#pragma omp simd
          for (long k = 1; k < n - 1; k++)
            q[k] = c * p[k] + a * (((p[k - n * n] + p[k + n * n]) + (p[k - n] + p[k + n])) + (p[k - 1] + p[k + 1]));
        }
    }
    double *w = u; u = v; v = w;
  }
  t = now() - t;
  double sum = 0;
  for (long i = 0; i < n * n * n; i++) sum += u[i];
  printf("{\"peer\": \"C OpenMP\", \"case\": \"heat3d %ld^3 x %ld\", \"seconds\": %.4f, \"gcells\": %.3f, \"check\": %.10g}\n",
         n, steps, t, (double)(n - 2) * (n - 2) * (n - 2) * steps / t / 1e9, sum);
}
