#include <cblas.h>

// LAPACK's eigenvalues of a symmetric matrix by divide and conquer. OpenBLAS holds LAPACK and installs no header of it.
void dsyevd_(
    const char *job, const char *triangle, const int *order, double *matrix, const int *stride, double *values,
    double *work, const int *work_count, int *indices, const int *index_count, int *status);
