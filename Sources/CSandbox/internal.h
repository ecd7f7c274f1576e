#ifndef CSANDBOX_INTERNAL_H
#define CSANDBOX_INTERNAL_H

#include "CSandbox.h"

// All of these run between fork and exec in a process that had other threads: system calls only.

int farthing_install_filter(int network);
int farthing_enter_landlock(const struct farthing_confinement *confinement);

#endif
